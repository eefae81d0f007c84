"""Reading the log."""

from collections.abc import Sequence

from sqlalchemy import select

from app.audit.models import AuditEvent, JobRun
from app.extensions import db


def history(subject: str, subject_id: int, *, school_id: int) -> Sequence[AuditEvent]:
    """All events of one object, oldest first."""
    return db.session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.school_id == school_id,
            AuditEvent.subject == subject,
            AuditEvent.subject_id == subject_id,
        )
        .order_by(AuditEvent.id)
    ).all()


def last_of(tag: str, subject_id: int, *, school_id: int) -> AuditEvent | None:
    """The latest event of one kind about one object."""
    return db.session.scalar(
        select(AuditEvent)
        .where(
            AuditEvent.school_id == school_id,
            AuditEvent.subject == tag.partition(":")[0],
            AuditEvent.subject_id == subject_id,
            AuditEvent.tag == tag,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )


def last_run(job: str) -> JobRun | None:
    """The run of a job that began last."""
    return db.session.scalar(select(JobRun).where(JobRun.name == job).order_by(JobRun.id.desc()).limit(1))
