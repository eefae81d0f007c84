"""Practice and training records with their evidence."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.domain.evidence import ConfirmationState
from app.domain.facts import Host, RecordStatus, Venue
from app.extensions import Base, enum_of
from app.practice.review_marks import Reviewed, review_checks

if TYPE_CHECKING:
    from app.accounts.models import Account
    from app.files.models import StoredFile
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


_STRETCH_CHECKS = {
    "days_in_order": "first_day <= last_day",
    "hours_of_a_day": "half_hours BETWEEN 1 AND 16",
    "weekdays_if_pattern": "(pattern = 'weekdays') = (weekdays <> '')",
}


def stretch_checks() -> tuple[CheckConstraint, ...]:
    """The checks of a table of stretches, those of its review among them."""
    own = (CheckConstraint(words, name=name) for name, words in _STRETCH_CHECKS.items())
    return (*own, *review_checks())


class Stretch(Reviewed):
    """Mixed into a table whose rows say where, when and how somebody practises: done, or planned."""

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

    @declared_attr
    def site(self) -> Mapped["Site"]:
        return relationship()


ENDED = frozenset({RecordStatus.REJECTED, RecordStatus.REVOKED})
"""States in which a record will never count; what was right in it can go on in another."""
IDS_USED_ONCE = {"sqlite_autoincrement": True}
"""The log goes on to speak of a draft that was thrown away, so that its number is never given again."""
_LIVING = "status NOT IN ('rejected', 'revoked')"


class PracticeRecord(Stretch, Base):
    """One stretch of practice or training; the checks tie its state to who and when."""

    __tablename__ = "practice_record"
    __table_args__ = (
        CheckConstraint(
            "kind = 'training' OR (class_title = '' AND training_hours IS NULL)", name="class_if_training"
        ),
        CheckConstraint("training_hours IS NULL OR training_hours > 0", name="training_hours_positive"),
        CheckConstraint(
            "(original_seen_by_id IS NULL) = (original_seen_at IS NULL)", name="original_seen_when"
        ),
        CheckConstraint("original_seen_by_id <> entered_by_id", name="original_seen_by_other"),
        *stretch_checks(),
        Index("ix_practice_record_teacher", "teacher_id", "first_day"),
        Index("ix_practice_record_queue", "school_id", "status", "submitted_at"),
        Index(
            "uq_practice_record_plan_living",
            "plan_id",
            unique=True,
            sqlite_where=text(_LIVING),
            postgresql_where=text(_LIVING),
        ),
        IDS_USED_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RecordKind] = mapped_column(enum_of(RecordKind, "kind"))
    class_title: Mapped[str] = mapped_column(String(120), default="")
    organiser: Mapped[str] = mapped_column(String(120), default="")
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    training_hours: Mapped[int | None]
    """学时 as printed by the organiser: shown, never converted."""
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("practice_record.id"))
    imported: Mapped[bool] = mapped_column(default=False)
    """Taken over from old files."""
    confirmation: Mapped[ConfirmationState | None] = mapped_column(enum_of(ConfirmationState, "confirmation"))
    """The enterprise's word on the record as it stands now."""
    original_seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    original_seen_at: Mapped[datetime | None]
    """When HR compared the files with the stamped originals."""
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("practice_plan.id"), index=True)
    """The plan that it carries out; one living record for each plan."""

    original_seen_by: Mapped["Account | None"] = relationship(foreign_keys=[original_seen_by_id])
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="record", order_by="Evidence.id", cascade="all, delete-orphan"
    )


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
    stamped: Mapped[bool] = mapped_column(default=True)
    """It bears the seal of the place, as whoever added it says."""

    record: Mapped[PracticeRecord] = relationship(back_populates="evidence")
    file: Mapped["StoredFile"] = relationship()
