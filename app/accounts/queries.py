"""People by name, and what they did to an object."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Account, Person
from app.audit.models import AuditEvent
from app.extensions import db


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


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by their id."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(set(person_ids))))
    return {row.id: row.name for row in rows}


def steps(
    events: Iterable[AuditEvent], what: Mapping[str, str], note: Callable[[AuditEvent], str | None]
) -> tuple[Step, ...]:
    """The events whose tag ``what`` puts into words, in the order in which they happened."""
    told = sorted((event for event in events if event.tag in what), key=lambda event: event.id)
    names = names_of(event.actor_person_id for event in told)
    return tuple(
        Step(event.at, names.get(event.actor_person_id or 0, "系统"), what[event.tag], note(event))
        for event in told
    )
