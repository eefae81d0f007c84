"""Practice and training records with their evidence."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.facts import Host, RecordStatus, Venue
from app.extensions import Base, enum_of

if TYPE_CHECKING:
    from app.accounts.models import Account
    from app.files.models import StoredFile
    from app.teachers.models import Teacher
    from app.venues.models import Site


class RecordKind(StrEnum):
    """Practice in a post, or a training class."""

    PRACTICE = "practice"
    TRAINING = "training"


class PatternKind(StrEnum):
    """How attended days are told."""

    WORKDAYS = "workdays"
    DAILY = "daily"
    WEEKDAYS = "weekdays"


class Endorsement(StrEnum):
    """Whether the department head endorsed, or nobody could."""

    GIVEN = "given"
    WAIVED = "waived"
    """A head's own record, or a department without another head: straight to HR."""


_ANSWERED = "('approved', 'rejected', 'returned', 'revoked')"


class PracticeRecord(Base):
    """One stretch of practice or training; the checks tie its state to who and when."""

    __tablename__ = "practice_record"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("half_hours BETWEEN 1 AND 16", name="hours_of_a_day"),
        CheckConstraint("(pattern = 'weekdays') = (weekdays <> '')", name="weekdays_if_pattern"),
        CheckConstraint(
            "kind = 'training' OR (class_title = '' AND training_hours IS NULL)", name="class_if_training"
        ),
        CheckConstraint("training_hours IS NULL OR training_hours > 0", name="training_hours_positive"),
        CheckConstraint(
            "(status IN ('draft', 'withdrawn')) = (submitted_at IS NULL)", name="submitted_if_sent"
        ),
        CheckConstraint(
            "(endorsement = 'given') = (endorsed_by_id IS NOT NULL) OR endorsement IS NULL",
            name="endorser_if_given",
        ),
        CheckConstraint("(endorsed_by_id IS NULL) = (endorsed_at IS NULL)", name="endorsed_when"),
        CheckConstraint(
            "endorsement IS NOT NULL OR endorsed_by_id IS NULL", name="endorser_needs_endorsement"
        ),
        CheckConstraint(
            "status NOT IN ('draft', 'submitted', 'withdrawn') OR endorsement IS NULL",
            name="not_endorsed_yet",
        ),
        CheckConstraint(
            "status NOT IN ('endorsed', 'approved', 'rejected', 'revoked') OR endorsement IS NOT NULL",
            name="endorsed_before_hr",
        ),
        CheckConstraint(f"(status IN {_ANSWERED}) = (decided_by_id IS NOT NULL)", name="decider_if_answered"),
        CheckConstraint(f"(status IN {_ANSWERED}) = (decided_at IS NOT NULL)", name="moment_if_answered"),
        CheckConstraint(
            "status NOT IN ('rejected', 'returned', 'revoked') OR reason <> ''", name="reason_if_refused"
        ),
        CheckConstraint("(status = 'revoked') = (revoked_by_id IS NOT NULL)", name="revoker_if_revoked"),
        CheckConstraint("(status = 'revoked') = (revoked_at IS NOT NULL)", name="moment_if_revoked"),
        Index("ix_practice_record_teacher", "teacher_id", "first_day"),
        Index("ix_practice_record_queue", "school_id", "status", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"))
    kind: Mapped[RecordKind] = mapped_column(enum_of(RecordKind, "kind"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    venue: Mapped[Venue] = mapped_column(enum_of(Venue, "venue"))
    host: Mapped[Host] = mapped_column(enum_of(Host, "host"))
    """Copied from the site when saved, so that a later change of the registry does not touch it."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    pattern: Mapped[PatternKind] = mapped_column(enum_of(PatternKind, "pattern"))
    weekdays: Mapped[str] = mapped_column(String(7), default="")
    """ISO weekdays in order, e.g. ``123``."""
    half_hours: Mapped[int]
    absent: Mapped[frozenset[date]] = mapped_column(default=frozenset)
    attended_rest_days: Mapped[frozenset[date]] = mapped_column(default=frozenset)
    post: Mapped[str] = mapped_column(String(60), default="")
    tasks: Mapped[str] = mapped_column(Text, default="")
    class_title: Mapped[str] = mapped_column(String(120), default="")
    organiser: Mapped[str] = mapped_column(String(120), default="")
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    training_hours: Mapped[int | None]
    """学时 as printed by the organiser: shown, never converted."""
    status: Mapped[RecordStatus] = mapped_column(enum_of(RecordStatus, "status"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime | None]
    endorsement: Mapped[Endorsement | None] = mapped_column(enum_of(Endorsement, "endorsement"))
    endorsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    endorsed_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("practice_record.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    teacher: Mapped["Teacher"] = relationship()
    site: Mapped["Site"] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="record", order_by="Evidence.id", cascade="all, delete-orphan"
    )
    endorsed_by: Mapped["Account | None"] = relationship(foreign_keys=[endorsed_by_id])
    decided_by: Mapped["Account | None"] = relationship(foreign_keys=[decided_by_id])
    revoked_by: Mapped["Account | None"] = relationship(foreign_keys=[revoked_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class Evidence(Base):
    """A file that backs a record."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("record_id", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("practice_record.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]

    record: Mapped[PracticeRecord] = relationship(back_populates="evidence")
    file: Mapped["StoredFile"] = relationship()
