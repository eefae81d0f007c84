"""A frozen year: what every rule said of every teacher on its last day, and the records it rests on."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.facts import Category
from app.domain.outcome import Standing
from app.domain.windows import Window
from app.extensions import Base, enum_of
from app.immutable import keep_facts, nothing

if TYPE_CHECKING:
    from app.accounts.models import Account


class Snapshot(Base):
    """One edition of a school's year: the first, or a restatement that names its reason."""

    __tablename__ = "snapshot"
    __table_args__ = (
        UniqueConstraint("school_id", "first_day", "as_of", "edition"),
        CheckConstraint("edition >= 1", name="edition_counts"),
        CheckConstraint("(edition = 1) = (supersedes_id IS NULL)", name="restates_if_later"),
        CheckConstraint("(edition = 1) = (reason = '')", name="reason_if_restated"),
        CheckConstraint("first_day < as_of", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    year: Mapped[int]
    """The calendar year in which the year begins; a school that changes its basis has two of the same."""
    first_day: Mapped[date]
    as_of: Mapped[date]
    """The last day of the year."""
    edition: Mapped[int]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ground: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """The rules, the counting table and the decisions that it was judged by (``frozen_ground.Ground``)."""
    counts: Mapped[dict[str, Any]]
    """How many teachers stand where, for the year and for the five years."""
    changes: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """What differs from the edition before (``compare.Comparison``); empty for the first."""
    teachers: Mapped[int]

    taken_by: Mapped["Account"] = relationship()

    @property
    def window(self) -> Window:
        """The year, both days included."""
        return Window(self.first_day, self.as_of)


class SnapshotRow(Base):
    """One teacher in it; what a list shows stands in columns, everything else in ``frozen``."""

    __tablename__ = "snapshot_row"
    __table_args__ = (Index("ix_snapshot_row_teacher", "teacher_id"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    staff_number: Mapped[str] = mapped_column(String(20))
    department: Mapped[str] = mapped_column(String(60))
    category: Mapped[Category | None] = mapped_column(enum_of(Category, "category"))
    year_standing: Mapped[Standing | None] = mapped_column(enum_of(Standing, "year_standing"))
    year_credited: Mapped[int | None]
    year_required: Mapped[int | None]
    five_standing: Mapped[Standing | None] = mapped_column(enum_of(Standing, "five_standing"))
    five_credited: Mapped[int | None]
    five_required: Mapped[int | None]
    gate_passes: Mapped[bool | None]
    """None where no rule decided."""
    frozen: Mapped[dict[str, Any]]
    """``frozen_row.FrozenRow``."""


class SnapshotUse(Base):
    """A record that a teacher's row credits, with the most that one rule credits of it."""

    __tablename__ = "snapshot_use"
    __table_args__ = (
        ForeignKeyConstraint(
            ["snapshot_id", "teacher_id"], ["snapshot_row.snapshot_id", "snapshot_row.teacher_id"]
        ),
        Index("ix_snapshot_use_record", "record_id"),
    )

    snapshot_id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("practice_record.id"), primary_key=True)
    teacher_id: Mapped[int]
    half_hours: Mapped[int]


for _table in (Snapshot, SnapshotRow, SnapshotUse):
    keep_facts(_table, nothing)
