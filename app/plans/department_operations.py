"""Changing a department's five years."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.audit.operations import record_event
from app.extensions import db
from app.plans.department_queries import find_plan, may_plan_for
from app.plans.models import YEARS, DepartmentPlan, DepartmentPlanLine
from app.plans.operations import WrittenMeanwhileError
from app.schools.models import Department
from app.teachers.models import Teacher


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What is planned for one teacher."""

    days: tuple[int, ...]
    note: str = ""


def save_five_years(
    department: Department,
    first_year: int,
    lines: Mapping[int, PlannedLine],
    *,
    actor: Account,
    at: datetime,
    seen: int | None = None,
) -> DepartmentPlan:
    """Keep the lines of the department's teachers by teacher id; others that are there stay as they are.

    ``seen`` is the version of the table that is changed, None where none was saved.

    Raises:
        NotAllowedError: the actor neither heads the department nor is the office.
        WrittenMeanwhileError: the table is not the one seen.
    """
    if not may_plan_for(actor, department):
        raise NotAllowedError("您不能为这个系部作五年计划")
    own = select(Department.id).where(Department.id == department.id)
    db.session.execute(own.with_for_update(key_share=True))
    plan = find_plan(department.id, first_year)
    if seen != (plan.version if plan else None):
        raise WrittenMeanwhileError
    if plan is None:
        plan = DepartmentPlan(
            school_id=department.school_id, department_id=department.id, first_year=first_year, lines=[]
        )
        db.session.add(plan)
    plan.updated_at, plan.updated_by_id = at, actor.id
    if plan.version is not None:
        flag_modified(plan, "updated_at")
    there = set(db.session.scalars(select(Teacher.id).where(Teacher.department_id == department.id)))
    after = _write(plan, {one: lines[one] for one in sorted(lines.keys() & there)})
    db.session.flush()
    record_event(
        "department_plan:save", "department_plan", plan.id,
        school_id=plan.school_id, actor=actor, at=at, after=after,
    )  # fmt: skip
    return plan


def _write(plan: DepartmentPlan, lines: Mapping[int, PlannedLine]) -> dict[str, Any]:
    """Set the lines of these teachers; those that changed, for the log."""
    held = {line.teacher_id: line for line in plan.lines}
    after: dict[str, Any] = {}
    for teacher_id, planned in lines.items():
        line = held.get(teacher_id) or DepartmentPlanLine(teacher_id=teacher_id, note="", **_columns())
        if (line.days, line.note) == (planned.days, planned.note):
            continue
        for name, days in _columns(planned.days).items():
            setattr(line, name, days)
        line.note = planned.note
        if teacher_id not in held:
            plan.lines.append(line)
        after[str(teacher_id)] = {"days": list(planned.days), "note": planned.note}
    return after


def _columns(days: tuple[int, ...] = (0,) * YEARS) -> dict[str, int]:
    return {f"days_{number}": number_of_days for number, number_of_days in enumerate(days, 1)}
