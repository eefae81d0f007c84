"""A department's five years: what is planned, and what is credited so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Account
from app.domain.conclusion import year_name
from app.domain.facts import DAY_CAP
from app.domain.outcome import Evaluation
from app.domain.roles import Role
from app.domain.windows import Window, begun_in, year_window
from app.extensions import db
from app.plans.models import YEARS, DepartmentPlan, DepartmentPlanLine
from app.schools.models import Department
from app.schools.queries import find_department, school_facts
from app.standing.headline import headline
from app.standing.queries import evaluate_school
from app.standing.school_queries import Member, members
from app.standing.table import by_pinyin
from app.teachers.models import Teacher

FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One teacher: planned days and credited half-hours by year; None where no rule judges the year."""

    member: Member
    days: tuple[int, ...]
    credited: tuple[int | None, ...]
    note: str

    @property
    def total(self) -> int:
        return sum(self.days)

    @property
    def total_credited(self) -> int:
        return sum(half_hours or 0 for half_hours in self.credited)


@dataclass(frozen=True, slots=True)
class FiveYears:
    """The whole table."""

    department: Department
    first_year: int
    years: tuple[Window, ...]
    saved: DepartmentPlan | None
    rows: tuple[PlanRow, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(year_name(window) for window in self.years)

    @property
    def sums(self) -> tuple[int, ...]:
        return tuple(sum(row.days[n] for row in self.rows) for n in range(YEARS))

    @property
    def sums_credited(self) -> tuple[int, ...]:
        return tuple(sum(row.credited[n] or 0 for row in self.rows) for n in range(YEARS))


def may_plan_for(actor: Account, department: Department) -> bool:
    """Whether the actor heads the department or is the office; a stand-in for its head only reviews."""
    if actor.school_id != department.school_id or not actor.active:
        return False
    return actor.has(Role.HR, Role.ADMIN) or department.id in actor.headed_department_ids


def department_or_abort(department_id: int, actor: Account) -> Department:
    """A department of the actor's school (404) that the actor heads or whose office they are (403)."""
    found = find_department(actor.school_id, department_id)
    if found is None:
        abort(404)
    if not may_plan_for(actor, found):
        abort(403)
    return found


def find_plan(department_id: int, first_year: int) -> DepartmentPlan | None:
    """What is saved as it stands now, whatever was read before."""
    return db.session.scalar(
        select(DepartmentPlan)
        .where(DepartmentPlan.department_id == department_id, DepartmentPlan.first_year == first_year)
        .options(selectinload(DepartmentPlan.lines))
        .execution_options(populate_existing=True)
    )


def five_years(department: Department, first_year: int, today: date) -> FiveYears:
    """The table of the department's teachers; what is credited comes from the verdicts of each year."""
    now = _year_of(department.school_id, today)
    years = tuple(begun_in(now, first_year + n) for n in range(YEARS))
    saved = find_plan(department.id, first_year)
    lines = {line.teacher_id: line for line in saved.lines} if saved else {}
    people = members(department.school_id, today, frozenset({department.id}))
    verdicts = evaluate_school(department.school_id, today) if people else {}
    rows = tuple(
        _row(member, lines.get(member.teacher_id), _credited(verdicts[member.teacher_id], years))
        for member in sorted(people, key=lambda one: by_pinyin(one.name))
    )
    return FiveYears(department, first_year, years, saved, rows)


def _row(member: Member, line: DepartmentPlanLine | None, credited: tuple[int | None, ...]) -> PlanRow:
    return PlanRow(member, line.days if line else (0,) * YEARS, credited, line.note if line else "")


def _credited(evaluation: Evaluation, years: Sequence[Window]) -> tuple[int | None, ...]:
    lines = headline(evaluation)
    by_year: Mapping[date, int] = {
        verdict.window.first_day: verdict.credited
        for verdict in (*reversed(lines.past), *((lines.year,) if lines.year else ()))
    }
    return tuple(by_year.get(window.first_day) for window in years)


def default_first(department: Department, today: date) -> int:
    """The five years that are planned and hold the day, or else those that begin with this year."""
    now = _year_of(department.school_id, today).first_day.year
    held = db.session.scalars(
        select(DepartmentPlan.first_year).where(
            DepartmentPlan.department_id == department.id,
            DepartmentPlan.first_year.between(now - YEARS + 1, now),
        )
    )
    return max(held, default=now)


def planned_for(teacher: Teacher, today: date) -> list[tuple[str, int]]:
    """What the department's tables ask of a teacher from this year on: the year's name and days."""
    now = _year_of(teacher.school_id, today)
    lines = db.session.execute(
        select(DepartmentPlanLine, DepartmentPlan.first_year)
        .join(DepartmentPlanLine.plan)
        .where(DepartmentPlanLine.teacher_id == teacher.id)
        .order_by(DepartmentPlan.first_year)
    )
    by_year = {first + n: days for line, first in lines for n, days in enumerate(line.days)}
    return [
        (year_name(begun_in(now, year)), days)
        for year, days in sorted(by_year.items())
        if year >= now.first_day.year and days
    ]


def _year_of(school_id: int, today: date) -> Window:
    return year_window(today, school_facts(school_id, today).year_basis)


def whole_days(half_hours: int) -> str:
    """Credited half-hours in days of eight hours, to the nearest half."""
    return f"{round(half_hours * 2 / DAY_CAP) / 2:g}"
