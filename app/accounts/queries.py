"""People by name, and what they did to an object."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a history as a page shows it."""

    at: datetime
    who: str
    what: str
    note: str | None


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
    names = names_of(event.actor_person_id for event in told)
    return tuple(
        Step(event.at, names.get(event.actor_person_id or 0) or by(event), what[event.tag], note(event))
        for event in told
    )
