"""Tables of plans: one stretch to come with its weekly log and checks, and a department's five years."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base, enum_of
from app.practice.models import IDS_USED_ONCE, Stretch, stretch_checks

if TYPE_CHECKING:
    from app.accounts.models import Account
    from app.files.models import StoredFile
    from app.schools.models import Department
    from app.teachers.models import Teacher


class Agreement(StrEnum):
    """Whether school and enterprise have signed."""

    SIGNED = "signed"
    TO_SIGN = "to_sign"


class Answer(StrEnum):
    """To one line of the negative list."""

    CLEAR = "clear"
    CONFLICT = "conflict"


class Appraisal(StrEnum):
    """The result on the enterprise's appraisal form."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


class CheckWay(StrEnum):
    """How somebody of the school looked in."""

    VISIT = "visit"
    PHONE = "phone"
    VIDEO = "video"


CHECKLIST = ("own_company", "paid_work", "teaching_clash", "secrecy")
"""The columns of the negative list, in order."""
_OPEN = "status IN ('draft', 'returned', 'withdrawn')"
_ANSWERED = " AND ".join(f"{name} IS NOT NULL" for name in CHECKLIST)
_NO_CONFLICT = " AND ".join(f"{name} <> 'conflict'" for name in CHECKLIST)


class PracticePlan(Stretch, Base):
    """An application before practice, kept up during it; it credits nothing by itself."""

    __tablename__ = "practice_plan"
    __table_args__ = (
        *stretch_checks(),
        CheckConstraint(f"{_OPEN} OR ({_ANSWERED})", name="answered_if_sent"),
        CheckConstraint(f"{_OPEN} OR conflict_note <> '' OR ({_NO_CONFLICT})", name="conflict_explained"),
        CheckConstraint("(agreement_file_id IS NULL) = (agreement_name = '')", name="file_has_name"),
        CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name="reason_if_closed"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closer_if_closed"),
        CheckConstraint(
            "closed_at IS NULL OR status IN ('approved', 'revoked')", name="closed_after_approval"
        ),
        CheckConstraint("(summary = '') = (summed_up_at IS NULL)", name="moment_if_summed_up"),
        Index("ix_practice_plan_teacher", "teacher_id", "first_day"),
        Index("ix_practice_plan_queue", "school_id", "status", "submitted_at"),
        IDS_USED_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    late_reason: Mapped[str] = mapped_column(Text, default="")
    mentor_name: Mapped[str] = mapped_column(String(60), default="")
    mentor_phone: Mapped[str] = mapped_column(String(30), default="")
    transfer: Mapped[str] = mapped_column(Text, default="")
    """How it is to be taken into teaching."""
    agreement: Mapped[Agreement | None] = mapped_column(enum_of(Agreement, "agreement"))
    agreement_number: Mapped[str] = mapped_column(String(80), default="")
    """Its number or date."""
    agreement_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    agreement_name: Mapped[str] = mapped_column(String(200), default="")
    insurance: Mapped[str] = mapped_column(String(120), default="")
    safety: Mapped[str] = mapped_column(String(120), default="")
    own_company: Mapped[Answer | None] = mapped_column(enum_of(Answer, "own_company"))
    paid_work: Mapped[Answer | None] = mapped_column(enum_of(Answer, "paid_work"))
    teaching_clash: Mapped[Answer | None] = mapped_column(enum_of(Answer, "teaching_clash"))
    secrecy: Mapped[Answer | None] = mapped_column(enum_of(Answer, "secrecy"))
    conflict_note: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    summed_up_at: Mapped[datetime | None]
    appraisal: Mapped[Appraisal | None] = mapped_column(enum_of(Appraisal, "appraisal"))
    course: Mapped[str] = mapped_column(String(120), default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What changed in the course."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    close_reason: Mapped[str] = mapped_column(Text, default="")
    """Why the practice did not happen."""

    agreement_file: Mapped["StoredFile | None"] = relationship()
    weeks: Mapped[list["PlanWeek"]] = relationship(back_populates="plan", order_by="PlanWeek.monday")
    checks: Mapped[list["PlanCheck"]] = relationship(
        back_populates="plan", order_by="(PlanCheck.day, PlanCheck.id)"
    )


class PlanWeek(Base):
    """What the teacher wrote about one week; alone it proves nothing."""

    __tablename__ = "plan_week"
    __table_args__ = (
        UniqueConstraint("plan_id", "monday"),
        CheckConstraint("days BETWEEN 0 AND 7", name="days_of_a_week"),
        CheckConstraint("half_hours BETWEEN 0 AND 112", name="hours_of_a_week"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("practice_plan.id"))
    monday: Mapped[date]
    """The week's first day by ISO 8601."""
    done: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text, default="")
    days: Mapped[int]
    half_hours: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    plan: Mapped[PracticePlan] = relationship(back_populates="weeks")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class PlanCheck(Base):
    """Somebody of the school looked in; never changed, a wrong one is followed by another."""

    __tablename__ = "plan_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("practice_plan.id"), index=True)
    day: Mapped[date]
    way: Mapped[CheckWay] = mapped_column(enum_of(CheckWay, "way"))
    inspector: Mapped[str] = mapped_column(String(60))
    finding: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]

    plan: Mapped[PracticePlan] = relationship(back_populates="checks")
    written_by: Mapped["Account"] = relationship()


YEARS = 5


class DepartmentPlan(Base):
    """What a department intends for five years."""

    __tablename__ = "department_plan"
    __table_args__ = (
        UniqueConstraint("department_id", "first_year"),
        CheckConstraint("first_year BETWEEN 2000 AND 2100", name="year_of_this_century"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    first_year: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column()

    department: Mapped["Department"] = relationship()
    updated_by: Mapped["Account"] = relationship()
    lines: Mapped[list["DepartmentPlanLine"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class DepartmentPlanLine(Base):
    """The days one teacher is to practise in each of the five years."""

    __tablename__ = "department_plan_line"
    __table_args__ = (
        UniqueConstraint("plan_id", "teacher_id"),
        *(
            CheckConstraint(f"days_{number} BETWEEN 0 AND 366", name=f"days_{number}_of_a_year")
            for number in range(1, YEARS + 1)
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("department_plan.id"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    days_1: Mapped[int] = mapped_column(default=0)
    days_2: Mapped[int] = mapped_column(default=0)
    days_3: Mapped[int] = mapped_column(default=0)
    days_4: Mapped[int] = mapped_column(default=0)
    days_5: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")

    plan: Mapped[DepartmentPlan] = relationship(back_populates="lines")
    teacher: Mapped["Teacher"] = relationship()

    @property
    def days(self) -> tuple[int, ...]:
        """Of the five years in order."""
        return tuple(getattr(self, f"days_{number}") for number in range(1, YEARS + 1))
