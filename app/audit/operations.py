"""Writing the log."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.audit.models import AuditEvent
from app.extensions import db

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
