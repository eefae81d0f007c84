"""School, departments, and the school's dated decisions."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.facts import SchoolLevel, System, Transition
from app.extensions import Base, enum_of

if TYPE_CHECKING:
    from app.accounts.models import Account


class School(Base):
    """A school; everything else belongs to one."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    system: Mapped[System] = mapped_column(enum_of(System, "system"))
    level: Mapped[SchoolLevel] = mapped_column(enum_of(SchoolLevel, "level"))
    signatory: Mapped[str] = mapped_column(String(60), default="")
    seal_place: Mapped[str] = mapped_column(String(80), default="")
    live_from: Mapped[date | None]
    """Reminders go out from this day on; none before it is set."""
    records_complete_from: Mapped[date | None]
    """HR has confirmed that all practice from this day on is in the system."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class Department(Base):
    """A teaching department (系部)."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class DecisionKind(StrEnum):
    """What a school decides for itself because no text does."""

    PROFILE = "profile"
    YEAR_BASIS = "year_basis"
    WINDOW = "window"
    GATE = "gate"
    ADOPTION = "adoption"


class DecisionOrigin(StrEnum):
    """Where a decision came from."""

    DEFAULT = "default"
    SCHOOL = "school"


class SchoolDecision(Base):
    """A dated decision. Nothing is edited; a new row supersedes one of the same day."""

    __tablename__ = "school_decision"
    __table_args__ = (
        CheckConstraint("(origin = 'school') = (decided_by_id IS NOT NULL)", name="decider_if_school"),
        CheckConstraint("(kind = 'gate') = (transition IS NOT NULL)", name="transition_if_gate"),
        CheckConstraint("cycle_start IS NULL OR kind = 'window'", name="cycle_only_for_window"),
        Index(
            "uq_school_decision_in_force",
            "school_id", "kind", "effective_from", "value",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(enum_of(DecisionKind, "kind"))
    value: Mapped[str] = mapped_column(String(40))
    """A profile, a year basis, a window kind, or a rule's id, by ``kind``."""
    transition: Mapped[Transition | None] = mapped_column(enum_of(Transition, "transition"))
    cycle_start: Mapped[date | None]
    effective_from: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    origin: Mapped[DecisionOrigin] = mapped_column(enum_of(DecisionOrigin, "origin"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    decided_by: Mapped["Account | None"] = relationship()
