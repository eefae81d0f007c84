"""What waits for an account, and who would have the next word without it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account, Person
from app.accounts.queries import open_stand_ins
from app.extensions import db
from app.practice.access import waited_for, waits_for
from app.practice.models import PracticeRecord
from app.teachers.models import Teacher


@dataclass(frozen=True, slots=True)
class Share:
    """How many records wait for the same people; nobody where there are none."""

    number: int
    people: tuple[str, ...]


def waiting_with(account: Account, on: date) -> Sequence[PracticeRecord]:
    """Records on which the account has the next word."""
    return db.session.scalars(
        select(PracticeRecord)
        .join(PracticeRecord.teacher)
        .where(waits_for(account, on))
        .options(
            joinedload(PracticeRecord.teacher).joinedload(Teacher.department),
            joinedload(PracticeRecord.entered_by),
        )
        .order_by(PracticeRecord.id)
    ).all()


def heirs_without(account: Account, on: date) -> list[Share]:
    """Who would have the next word if the account, and who stands in for it, could not review."""
    lent = [one for one in open_stand_ins(account, on) if one.for_account_id == account.id]
    gone = {account.person_id, *(one.account.person_id for one in lent)}
    return shares(waited_for(record, on, without=gone) for record in waiting_with(account, on))


def shares(awaited: Iterable[Sequence[Person]]) -> list[Share]:
    """The people of each record counted together, the most first, nobody last."""
    counted = Counter(tuple(person.name for person in people) for people in awaited)
    found = [Share(number, people) for people, number in counted.items()]
    return sorted(found, key=lambda share: (not share.people, -share.number, share.people))
