"""What of their plans waits for a teacher: for the menu and the first page."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, and_, bindparam, or_, select

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.plans.models import PlanWeek, PracticePlan
from app.plans.queries import weeks_of
from app.practice.models import ENDED, PracticeRecord
from app.schools.queries import school_facts
from app.teachers.models import Teacher


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
    today = clock.today()
    asked = {"person_id": account.person_id, "today": today}
    plans = db.session.execute(_plans(), asked).all()
    returned = sum(plan.status is RecordStatus.RETURNED for plan, _ in plans)
    running = [(plan, state) for plan, state in plans if plan.status is RecordStatus.APPROVED]
    drafts = len(plans) - returned - len(running)
    logs_open = [plan for plan, state in running if state is None or state in EDITABLE]
    return PlanTodo(returned, drafts, _unwritten(logs_open, today))


@cache
def _plans() -> Select[PracticePlan, RecordStatus]:
    """A person's plans that may wait for them, each with its living record's state; made once."""
    going_on = and_(
        PracticePlan.status == RecordStatus.APPROVED,
        PracticePlan.closed_at.is_(None),
        PracticePlan.first_day <= bindparam("today"),
    )
    living = and_(PracticeRecord.plan_id == PracticePlan.id, PracticeRecord.status.not_in(ENDED))
    return (
        select(PracticePlan, PracticeRecord.status)
        .join(PracticePlan.teacher)
        .outerjoin(PracticeRecord, living)
        .where(Teacher.person_id == bindparam("person_id"), or_(PracticePlan.status.in_(EDITABLE), going_on))
        .order_by(PracticePlan.id)
    )


def _unwritten(logs_open: list[PracticePlan], today: date) -> tuple[Unwritten, ...]:
    """Weeks that may still be written: once the record is handed in, the log is closed."""
    if not logs_open:
        return ()
    written = set(map(tuple, db.session.execute(_weeks(), {"plan_ids": [plan.id for plan in logs_open]})))
    school = school_facts(logs_open[0].school_id, today)
    found = [
        Unwritten(plan.id, monday)
        for plan in logs_open
        for monday in weeks_of(plan, today, school)
        if (plan.id, monday) not in written
    ]
    return tuple(sorted(found, key=lambda one: one.monday, reverse=True))


@cache
def _weeks() -> Select[int, date]:
    return select(PlanWeek.plan_id, PlanWeek.monday).where(
        PlanWeek.plan_id.in_(bindparam("plan_ids", expanding=True))
    )
