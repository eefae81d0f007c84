"""What waits for an account, and who would have the next word without it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account, Person
from app.accounts.queries import open_stand_ins
from app.domain.roles import Role
from app.extensions import db
from app.plans.models import PracticePlan
from app.practice.access import waited_for, waits_for
from app.practice.holders import Gone, Holders
from app.practice.models import PracticeRecord
from app.teachers.models import Teacher

Table = TypeVar("Table", PracticeRecord, PracticePlan)
UnderReview = PracticeRecord | PracticePlan
Awaited = tuple[UnderReview, Sequence[Person]]
"""A thing under review and the people of whom the next word on it is awaited."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many records and plans wait for the same people; nobody where there are none."""

    records: int
    plans: int
    people: tuple[str, ...]


def waiting_with(account: Account, on: date) -> list[UnderReview]:
    """Records and plans on which the account has the next word."""
    return [*_waiting(PracticeRecord, account, on), *_waiting(PracticePlan, account, on)]


def _waiting(table: type[Table], account: Account, on: date, *, as_stand_in: bool = False) -> Sequence[Table]:
    return db.session.scalars(
        select(table)
        .join(table.teacher)
        .where(waits_for(account, on, table, as_stand_in=as_stand_in))
        .options(
            joinedload(table.teacher).joinedload(Teacher.department),
            joinedload(table.entered_by),
        )
        .order_by(table.id)
    ).all()


def heirs_without(account: Account, on: date) -> list[Share]:
    """Who would have the next word if the account were closed; its stand-ins, lent and held, end with it."""
    ending = frozenset(one.id for one in open_stand_ins(account, on))
    return shares(_awaited_without(Gone(account.id, ending), account, on))


def heirs_without_roles(account: Account, on: date) -> list[Share]:
    """The same if it kept none of its roles; what it does for others ends only with a right to review."""
    loses = account.has(Role.HEAD, Role.HR)
    ending = frozenset(one.id for one in open_stand_ins(account, on) if loses)
    found = _awaited_without(Gone(account.id, ending), account, on)
    kept = set() if loses else _waiting_for_others(account, on)
    return shares((one, people) for one, people in found if one not in kept)


def _waiting_for_others(account: Account, on: date) -> set[UnderReview]:
    """What the account reviews in others' places, whatever roles it has."""
    records = _waiting(PracticeRecord, account, on, as_stand_in=True)
    return {*records, *_waiting(PracticePlan, account, on, as_stand_in=True)}


def _awaited_without(gone: Gone, account: Account, on: date) -> list[Awaited]:
    holders = Holders(account.school_id, on, without=gone)
    return [(one, waited_for(one, on, holders)) for one in waiting_with(account, on)]


def shares(awaited: Iterable[Awaited]) -> list[Share]:
    """What waits for the same people counted together, the most first, nobody last."""
    records, plans = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for one, people in awaited:
        counted = records if isinstance(one, PracticeRecord) else plans
        counted[tuple(person.name for person in people)] += 1
    found = [Share(records[people], plans[people], people) for people in {**records, **plans}]
    return sorted(found, key=lambda share: (not share.people, -share.records - share.plans, share.people))
