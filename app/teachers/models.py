"""A teacher's post at a school and the categories held over time."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.facts import Category
from app.extensions import Base, enum_of

if TYPE_CHECKING:
    from app.accounts.models import Person
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

    person: Mapped["Person"] = relationship(back_populates="teacher")
    department: Mapped["Department"] = relationship()
    categories: Mapped[list["TeacherCategory"]] = relationship(
        order_by="TeacherCategory.first_day", cascade="all, delete-orphan"
    )


class TeacherCategory(Base):
    """A category held from a day until the next entry."""

    __tablename__ = "teacher_category"
    __table_args__ = (UniqueConstraint("teacher_id", "first_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"))
    category: Mapped[Category] = mapped_column(enum_of(Category, "category"))
    first_day: Mapped[date]
