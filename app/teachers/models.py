"""A teacher's post at a school, categories and leaves over time, and what people ask to have corrected."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.facts import Category
from app.extensions import Base, enum_of

if TYPE_CHECKING:
    from app.accounts.models import Account, Person
    from app.schools.models import Department


class Teacher(Base):
    """A person's employment as a teacher."""

    __tablename__ = "teacher"
    __table_args__ = (
        UniqueConstraint("school_id", "staff_number"),
        UniqueConstraint("person_id"),
        CheckConstraint("left_on IS NULL OR left_on >= hired_on", name="leaves_after_hire"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    staff_number: Mapped[str] = mapped_column(String(20))
    specialty: Mapped[str] = mapped_column(String(60), default="")
    hired_on: Mapped[date]
    left_on: Mapped[date | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default=text("1"))

    person: Mapped["Person"] = relationship(back_populates="teacher")
    department: Mapped["Department"] = relationship()
    categories: Mapped[list["TeacherCategory"]] = relationship(
        order_by="TeacherCategory.first_day", cascade="all, delete-orphan"
    )
    leaves: Mapped[list["TeacherLeave"]] = relationship(
        order_by="TeacherLeave.first_day", back_populates="teacher"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class TeacherCategory(Base):
    """A category held from a day until the next entry."""

    __tablename__ = "teacher_category"
    __table_args__ = (UniqueConstraint("teacher_id", "first_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"))
    category: Mapped[Category] = mapped_column(enum_of(Category, "category"))
    first_day: Mapped[date]


class TeacherLeave(Base):
    """An approved leave. Why somebody was away is nobody's business here and is not kept."""

    __tablename__ = "teacher_leave"
    __table_args__ = (
        UniqueConstraint("teacher_id", "first_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    document: Mapped[str] = mapped_column(String(80), default="")
    """The number of the approval, where there is one."""
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    teacher: Mapped[Teacher] = relationship(back_populates="leaves")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class HeldFact(StrEnum):
    """What the school holds about a person and the office alone can change."""

    NAME = "name"
    STAFF_NUMBER = "staff_number"
    DEPARTMENT = "department"
    SPECIALTY = "specialty"
    HIRED_ON = "hired_on"
    CATEGORIES = "categories"
    LEAVES = "leaves"
    ROLES = "roles"


class CorrectionState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CorrectionRequest(Base):
    """Somebody says that a fact held about them is wrong; the office answers, never they themselves."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="moment_if_closed"),
        CheckConstraint(
            "(state IN ('done', 'declined')) = (answered_by_id IS NOT NULL)", name="answerer_if_answered"
        ),
        CheckConstraint("state <> 'declined' OR answer <> ''", name="reason_if_declined"),
        Index(
            "uq_correction_request_open",
            "person_id", "fact",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_correction_request_school", "school_id", "state"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    fact: Mapped[HeldFact] = mapped_column(enum_of(HeldFact, "fact"))
    held: Mapped[str] = mapped_column(Text)
    """What the school held when it was asked, in words."""
    wanted: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[CorrectionState] = mapped_column(enum_of(CorrectionState, "state"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    person: Mapped["Person"] = relationship()
    answered_by: Mapped["Account | None"] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling
