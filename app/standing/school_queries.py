"""Reads about a school as a whole: who is in its table, what waits for whom, what must be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, or_, select

from app import clock
from app.accounts.models import Account, Person
from app.domain.facts import Category, RecordStatus
from app.domain.roles import Role
from app.extensions import db
from app.mail.operations import Reader
from app.practice.access import reviewer
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.next_word import Reviewer, has_next_word
from app.practice.queries import WAITING_SINCE
from app.practice.waiting import working_days_since
from app.schools.law import law_of
from app.schools.models import Department
from app.schools.models import School as SchoolRow
from app.schools.queries import school_facts
from app.standing.queries import usable_decisions
from app.teachers.models import Teacher as TeacherRow
from app.teachers.models import TeacherCategory


@dataclass(frozen=True, slots=True)
class Member:
    """A teacher as a list shows them."""

    teacher_id: int
    name: str
    staff_number: str
    department_id: int
    department: str
    category: Category | None


@dataclass(frozen=True, slots=True)
class ToReview:
    """What waits for a reviewer's word."""

    numbers: Mapping[RecordStatus, int]
    """Records by their state."""
    longest: int
    """Working days that the oldest has waited."""

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


def to_review(account: Account, holders: Holders | None = None) -> ToReview:
    """How many records of other people wait for this account, and since when."""
    today = clock.today()
    if not account.reviews_on(today):
        return ToReview({}, 0)
    rows = db.session.execute(_to_review(reviewer(account, today, holders))).all()
    longest = max((working_days_since(row.since, today) for row in rows), default=0)
    return ToReview({row.status: row.number for row in rows}, longest)


@lru_cache(maxsize=128)
def _to_review(who: Reviewer | None) -> Select[RecordStatus, int, Any]:
    """Every page with a menu sends it, so it is written down once for who reviews on the same grounds."""
    return (
        select(PracticeRecord.status, func.count().label("number"), func.min(WAITING_SINCE).label("since"))
        .join(PracticeRecord.teacher)
        .where(has_next_word(who, PracticeRecord))
        .group_by(PracticeRecord.status)
    )


def visible_departments(account: Account) -> frozenset[int] | None:
    """The departments whose teachers the account may see; None for all."""
    return None if account.has(Role.HR, Role.ADMIN) else account.headed_department_ids


def members(school_id: int, as_of: date, departments: frozenset[int] | None = None) -> list[Member]:
    """Who is a teacher of the school on the day; only of some departments where these are given."""
    held = (
        select(TeacherCategory.teacher_id, TeacherCategory.category)
        .join(TeacherRow, TeacherRow.id == TeacherCategory.teacher_id)
        .where(TeacherRow.school_id == school_id, TeacherCategory.first_day <= as_of)
        .order_by(TeacherCategory.first_day)
    )
    categories = {row.teacher_id: row.category for row in db.session.execute(held)}
    people = (
        select(TeacherRow.id, Person.name, TeacherRow.staff_number, Department.id, Department.name)
        .join(Person, Person.id == TeacherRow.person_id)
        .join(Department, Department.id == TeacherRow.department_id)
        .where(
            TeacherRow.school_id == school_id,
            TeacherRow.hired_on <= as_of,
            or_(TeacherRow.left_on.is_(None), TeacherRow.left_on >= as_of),
        )
    )
    if departments is not None:
        people = people.where(TeacherRow.department_id.in_(departments))
    return [Member(*row, categories.get(row[0])) for row in db.session.execute(people)]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A teacher as a mail reaches them."""

    teacher_id: int
    name: str
    hired_on: date
    reader: Reader


def recipients(school_id: int) -> list[Recipient]:
    """Everybody of a school who is, was or will be a teacher."""
    rows = db.session.execute(
        select(TeacherRow.id, TeacherRow.hired_on, Person.id, Person.name, Person.email)
        .join(Person, Person.id == TeacherRow.person_id)
        .where(TeacherRow.school_id == school_id)
        .order_by(Person.id)
    )
    return [
        Recipient(teacher_id, name, hired_on, Reader(person_id, school_id, email))
        for teacher_id, hired_on, person_id, name, email in rows
    ]


@dataclass(frozen=True, slots=True)
class SchoolNotes:
    """What the reader of a school's figures must know."""

    problem: str | None
    complete_from: date | None


def school_notes(school_id: int, as_of: date) -> SchoolNotes:
    complete_from = db.session.scalar(
        select(SchoolRow.records_complete_from).where(SchoolRow.id == school_id)
    )
    return SchoolNotes(
        usable_decisions(law_of(school_id), school_facts(school_id, as_of), as_of).problem, complete_from
    )
