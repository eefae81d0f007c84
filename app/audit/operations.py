"""Writing the log."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.audit.models import AuditEvent
from app.extensions import Base, db

if TYPE_CHECKING:
    from app.accounts.models import Account


def record_event(
    tag: str,
    subject: str,
    subject_id: int,
    *,
    school_id: int | None,
    actor: "Account | None",
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Append one event. ``tag`` is ``subject:action``; before and after hold only what changed, as JSON."""
    event = AuditEvent(
        at=at,
        school_id=school_id,
        actor_account_id=actor.id if actor else None,
        actor_person_id=actor.person_id if actor else None,
        tag=tag,
        subject=subject,
        subject_id=subject_id,
        before=before or {},
        after=after or {},
        reason=reason,
    )
    db.session.add(event)
    return event


def as_json(value: object) -> object:
    """A column's value as the log keeps it."""
    if isinstance(value, frozenset):
        return sorted(map(as_json, value), key=str)
    return value.isoformat() if isinstance(value, date) else value


def set_changed(row: Base, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the columns that differ; returns what they held before and after, for the log."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    before = {name: as_json(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    return before, {name: as_json(value) for name, value in changed.items()}
