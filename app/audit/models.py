"""Append-only log: what happened, who did it, what was before and after; and the runs of jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.immutable import keep_facts, nothing


class AuditEvent(Base):
    """One step. Rows are never changed or removed."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "school_id", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    actor_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    tag: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")


FAILED = "失败："
"""How the outcome of a run that broke begins."""


class JobRun(Base):
    """A run of a scheduled job: the proof that it happened."""

    __tablename__ = "job_run"
    __table_args__ = (
        CheckConstraint("(finished_at IS NULL) = (outcome IS NULL)", name="outcome_if_finished"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)

    @property
    def failed(self) -> bool:
        return self.outcome is not None and self.outcome.startswith(FAILED)


keep_facts(AuditEvent, nothing)
