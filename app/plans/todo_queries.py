"""What of their plans waits for a teacher: for the menu and the first page."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.plans.models import PracticePlan
from app.plans.queries import records_of_plans, weeks_of
from app.schools.queries import school_facts


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A week of a plan that has begun and says nothing yet."""

    plan_id: int
    monday: date


@dataclass(frozen=True, slots=True)
class PlanTodo:
    """Numbers of one's own plans that wait for oneself, and the weeks that are not written yet."""

    returned: int
    drafts: int
    weeks: tuple[Unwritten, ...]
    """The latest first."""


def plan_todo_of(account: Account) -> PlanTodo:
    """What the first page lists; whoever has no post writes no plans."""
    post, today = account.person.teacher, clock.today()
    if post is None:
        return PlanTodo(0, 0, ())
    going_on = and_(
        PracticePlan.status == RecordStatus.APPROVED,
        PracticePlan.closed_at.is_(None),
        PracticePlan.first_day <= today,
    )
    plans = db.session.scalars(
        select(PracticePlan)
        .where(PracticePlan.teacher_id == post.id, or_(PracticePlan.status.in_(EDITABLE), going_on))
        .options(selectinload(PracticePlan.weeks))
        .order_by(PracticePlan.id)
    ).all()
    returned = sum(plan.status is RecordStatus.RETURNED for plan in plans)
    running = [plan for plan in plans if plan.status is RecordStatus.APPROVED]
    drafts = len(plans) - returned - len(running)
    return PlanTodo(returned, drafts, _unwritten(running, today))


def _unwritten(running: list[PracticePlan], today: date) -> tuple[Unwritten, ...]:
    """Weeks that may still be written: once the record is handed in, the log is closed."""
    if not running:
        return ()
    records = records_of_plans([plan.id for plan in running])
    school = school_facts(running[0].school_id, today)
    found = [
        Unwritten(plan.id, monday)
        for plan in running
        if plan.id not in records or records[plan.id].status in EDITABLE
        for monday in set(weeks_of(plan, today, school)) - {week.monday for week in plan.weeks}
    ]
    return tuple(sorted(found, key=lambda one: one.monday, reverse=True))
