"""People by name, what they did to an object, and who stands in for whom."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import abort
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Account, Person, StandIn
from app.audit.models import AuditEvent
from app.domain.roles import Role
from app.extensions import db

INSTEAD_OF = "instead_of"
"""In an event: the person for whom the actor stood in."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a history as a page shows it."""

    at: datetime
    who: str
    what: str
    note: str | None


def find_account(username: str) -> Account | None:
    """Whoever signs in with the name, whatever its case."""
    return db.session.scalar(select(Account).where(Account.username == username.lower()))


def open_stand_ins(account: Account, on: date) -> Sequence[StandIn]:
    """What others do for the account and what it does for others, in force on a day or to come."""
    return db.session.scalars(
        select(StandIn)
        .where(
            or_(StandIn.account_id == account.id, StandIn.for_account_id == account.id),
            StandIn.ended_at.is_(None),
            StandIn.last_day >= on,
        )
        .order_by(StandIn.first_day, StandIn.id)
    ).all()


def stand_in_or_404(stand_in_id: int, actor: Account) -> StandIn:
    """One that the actor may know of: either of the two, or the office of their school."""
    found = db.session.get(StandIn, stand_in_id)
    if found is None or found.school_id != actor.school_id:
        abort(404)
    persons = {found.account.person_id, found.for_account.person_id}
    if actor.person_id not in persons and not actor.has(Role.HR, Role.ADMIN):
        abort(404)
    return found


def account_or_404(account_id: int, actor: Account) -> Account:
    """An account of the actor's school."""
    found = db.session.get(Account, account_id)
    if found is None or found.school_id != actor.school_id:
        abort(404)
    return found


def colleagues(account: Account) -> Sequence[Account]:
    """Accounts of other people at the school that can sign in, by name."""
    return db.session.scalars(
        select(Account)
        .join(Account.person)
        .where(
            Account.school_id == account.school_id,
            Account.active,
            Account.person_id != account.person_id,
        )
        .options(contains_eager(Account.person).joinedload(Person.teacher))
        .order_by(Person.name, Account.id)
    ).all()


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their id."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row.id: row.name for row in rows}


def nobody(_event: AuditEvent) -> str:
    """Who did what no person did."""
    return "系统"


def steps(
    events: Iterable[AuditEvent],
    what: Mapping[str, str],
    note: Callable[[AuditEvent], str | None],
    by: Callable[[AuditEvent], str] = nobody,
) -> tuple[Step, ...]:
    """The events whose tag ``what`` puts into words, in the order in which they happened.

    ``by`` names who did what nobody of the school did.
    """
    told = sorted((event for event in events if event.tag in what), key=lambda event: event.id)
    names = names_of(
        person for event in told for person in (event.actor_person_id, event.after.get(INSTEAD_OF))
    )
    return tuple(
        Step(event.at, _who(event, names) or by(event), what[event.tag], note(event)) for event in told
    )


def _who(event: AuditEvent, names: Mapping[int, str]) -> str:
    """``示例李华（代示例赵主任）`` where somebody stood in; empty where nobody of the school did it."""
    name = names.get(event.actor_person_id or 0, "")
    other = names.get(event.after.get(INSTEAD_OF, 0))
    return f"{name}（代{other}）" if other else name
