"""While a plan is carried out: the weekly log, checks by the school, and the summary."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.domain.roles import Part
from app.extensions import db
from app.plans import wording
from app.plans.models import Appraisal, CheckWay, PlanCheck, PlanWeek, PracticePlan
from app.plans.operations import NotRunningError, WrittenMeanwhileError, check_going_on, check_writable
from app.plans.queries import weeks_of
from app.practice.access import own_parts, parts
from app.practice.draft_operations import record_step, touch
from app.practice.steps import OthersStepError


@dataclass(frozen=True, slots=True)
class Week:
    """What a teacher writes about a week."""

    done: str
    days: int
    half_hours: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody of the school writes after looking in."""

    day: date
    way: CheckWay
    inspector: str
    finding: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of it; the appraisal as the enterprise's form tells it."""

    summary: str
    appraisal: Appraisal | None = None
    course: str = ""
    outcome: str = ""


def write_week(
    plan: PracticePlan,
    monday: date,
    week: Week,
    *,
    actor: Account,
    at: datetime,
    seen: int | None = None,
) -> PlanWeek:
    """Write or change the entry of a week; ``seen`` is the version that is changed, None where none was.

    Raises:
        WrittenMeanwhileError: the entry is not the one seen.
        OthersStepError: it is not the actor's own plan.
        NotRunningError: the plan allows no entry, or none of this week.
    """
    today = clock.local(at).date()
    # Two windows write one after the other.
    db.session.refresh(plan, with_for_update={"of": PracticePlan, "key_share": True})
    _check_owner(plan, actor, today)
    check_writable(plan, at)
    if monday not in weeks_of(plan, today):
        raise NotRunningError("这一周不在计划的起止日期之内，或还没有到。")
    if week.days > (passed := days_passed(monday, today)):
        raise NotRunningError(wording.TO_COME.format(passed))
    entry = _find_week(plan, monday)
    if seen != (entry.version if entry else None):
        raise WrittenMeanwhileError
    if entry is None:
        entry = PlanWeek(plan_id=plan.id, monday=monday, created_at=at)
        db.session.add(entry)
    for name, value in _values(week).items():
        setattr(entry, name, value)
    entry.updated_at = at
    db.session.flush()
    after = {"week": monday.isoformat(), "days": week.days, "half_hours": week.half_hours}
    record_step("plan:week", plan, actor, at, after=after)
    return entry


def days_passed(monday: date, today: date) -> int:
    """How many days of a week have come."""
    return min((today - monday).days + 1, 7)


def _find_week(plan: PracticePlan, monday: date) -> PlanWeek | None:
    """The entry of a week as it stands now, whatever was read before."""
    statement = select(PlanWeek).filter_by(plan_id=plan.id, monday=monday)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def add_check(plan: PracticePlan, found: Finding, *, actor: Account, at: datetime) -> PlanCheck:
    """Note a check; the same one sent twice is one.

    Raises:
        OthersStepError: the actor is no reviewer of the plan by their own right, or is its owner.
        NotRunningError: the plan is not approved, or the day lies outside it.
    """
    today = clock.local(at).date()
    if not own_parts(actor, plan, today) & {Part.HEAD, Part.HR}:
        raise OthersStepError(Part.HEAD)
    check_going_on(plan)
    if not plan.first_day <= found.day <= today:
        raise NotRunningError("检查日期应在实践开始以后、今天以前。")
    values = _values(found)
    twin = db.session.scalar(select(PlanCheck).filter_by(plan_id=plan.id, written_by_id=actor.id, **values))
    if twin is not None:
        return twin
    check = PlanCheck(plan_id=plan.id, written_by_id=actor.id, written_at=at, **values)
    db.session.add(check)
    db.session.flush()
    record_step("plan:check", plan, actor, at, after=values | {"day": found.day.isoformat()})
    return check


def sum_up(plan: PracticePlan, summary: Summary, *, actor: Account, at: datetime) -> None:
    """Write or change the summary.

    Raises:
        OthersStepError: it is not the actor's own plan.
        NotRunningError: the plan has not begun, or its record is handed in.
    """
    _check_owner(plan, actor, clock.local(at).date())
    check_writable(plan, at)
    for name, value in _values(summary).items():
        setattr(plan, name, value)
    plan.summed_up_at = at
    touch(plan, at)
    record_step("plan:sum_up", plan, actor, at, after={"appraisal": summary.appraisal})


def _check_owner(plan: PracticePlan, actor: Account, today: date) -> None:
    if Part.OWNER not in parts(actor, plan, today):
        raise OthersStepError(Part.OWNER)


def _values(written: Week | Finding | Summary) -> dict[str, Any]:
    return {field.name: getattr(written, field.name) for field in fields(written)}
