"""What happens to a plan: its review, its end without practice, and the record made from it."""

from datetime import datetime
from functools import partial

from app import clock
from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.domain.roles import Part
from app.domain.workflow import EDITABLE, Action
from app.mail.operations import queue_mail
from app.plans import emails
from app.plans.checks import missing
from app.plans.draft_operations import STRETCH
from app.plans.models import PracticePlan
from app.plans.queries import ended_records
from app.practice.access import own_parts, owner_and_writer, parts, waited_for
from app.practice.checks import ProblemsError, Written
from app.practice.draft_operations import create_record, record_step, touch
from app.practice.models import PracticeRecord, RecordKind
from app.practice.operations import leave_plan
from app.practice.queries import living_record
from app.practice.steps import (
    REVIEWER_SPOKE,
    OthersStepError,
    ReasonMissingError,
    take_step,
    wait_for_turn,
)
from app.practice.undo_operations import check_step_back, mail_cause, step_back


class IncompleteError(ProblemsError):
    """The plan cannot be handed in as it is."""


class WrittenMeanwhileError(Exception):
    """Somebody has written the same place since it was read."""


class NotRunningError(Exception):
    """The plan is not approved, not begun, or at its end; the message says which, in Chinese."""


def act(plan: PracticePlan, action: Action, *, actor: Account, at: datetime, reason: str = "") -> None:
    """Take one step of the workflow, record it, and write to whom it concerns.

    Raises:
        ClosedTransitionError, OthersStepError, ReasonMissingError: see ``take_step``.
        IncompleteError: the plan cannot be handed in yet.
    """
    take_step(plan, "plan", action, actor=actor, at=at, reason=reason, ready=lambda: _check_ready(plan, at))
    _write_to_whom_it_concerns(plan, action, at)


def _check_ready(plan: PracticePlan, at: datetime) -> None:
    found = missing(plan, clock.local(at).date())
    if found:
        raise IncompleteError(found)


def _write_to_whom_it_concerns(plan: PracticePlan, action: Action, at: datetime) -> None:
    cause = mail_cause(plan, "plan")
    if action in REVIEWER_SPOKE:
        for person in owner_and_writer(plan):
            context = emails.plan_answered(plan, person)
            queue_mail("plan_answered", person, key=f"{cause}answered:{person.id}", at=at, context=context)
        return
    for person in waited_for(plan, clock.local(at).date()):
        context = emails.plan_waiting(plan, person)
        queue_mail("plan_waiting", person, key=f"{cause}{person.id}", at=at, context=context)


def undo(plan: PracticePlan, *, actor: Account, at: datetime) -> None:
    """Take back one's own decision of the last minutes, while nothing has been done on it.

    Raises:
        OthersStepError, ChangedSinceError, TooLateError: see ``check_step_back``.
    """
    check_step_back(plan, "plan", actor=actor, at=at)
    step_back(plan, "plan", actor=actor, at=at, context=partial(emails.plan_taken_back, plan))


def close_plan(plan: PracticePlan, *, actor: Account, at: datetime, reason: str) -> None:
    """End an approved plan whose practice did not happen; records that ended belong to it no longer.

    Raises:
        OthersStepError: the actor neither owns it nor reviews it by their own right.
        NotRunningError: it is not approved, is closed, or has a record.
        ReasonMissingError: why it did not happen is not said.
    """
    if not own_parts(actor, plan, clock.local(at).date()):
        raise OthersStepError(Part.OWNER)
    wait_for_turn(plan)
    check_going_on(plan)
    if living_record(plan.id) is not None:
        raise NotRunningError("已经由计划生成了实践记录，不能再按没有成行结束。")
    if not reason.strip():
        raise ReasonMissingError
    plan.closed_at, plan.closed_by_id, plan.close_reason = at, actor.id, reason.strip()
    touch(plan, at)
    for record in ended_records(plan):
        leave_plan(record, actor=actor, at=at)
    record_step("plan:close", plan, actor, at, reason=plan.close_reason)


def make_record(plan: PracticePlan, *, actor: Account, at: datetime) -> PracticeRecord:
    """A draft with everything the plan knows; the record that is there already is given back.

    Raises:
        OthersStepError: it is not the actor's own.
        NotRunningError: it is not approved, is closed, or is not summed up.
        WrittenWrongError: the place has changed in the registry so that the form no longer fits it.
    """
    if Part.OWNER not in parts(actor, plan, clock.local(at).date()):
        raise OthersStepError(Part.OWNER)
    wait_for_turn(plan)
    check_going_on(plan)
    known = living_record(plan.id)
    if known is not None:
        return known
    if not plan.summary:
        raise NotRunningError("请先写总结，再生成实践记录。")
    written = Written(
        kind=RecordKind.PRACTICE,
        site=plan.site,
        **{name: getattr(plan, name) for name in STRETCH} | {"tasks": _what_was_done(plan)},
    )
    record = create_record(plan.teacher, written, actor=actor, at=at, plan_id=plan.id)
    record_step("plan:record", plan, actor, at, after={"record": record.id})
    return record


def _what_was_done(plan: PracticePlan) -> str:
    return f"目标与任务：{plan.tasks}\n总结：{plan.summary}"


def check_going_on(plan: PracticePlan) -> None:
    """Refuse what only an approved plan allows that nobody has closed."""
    if plan.status is not RecordStatus.APPROVED:
        raise NotRunningError("这份计划没有批准。")
    if plan.closed_at is not None:
        raise NotRunningError("这份计划已经结束。")


def check_writable(plan: PracticePlan, at: datetime) -> None:
    """Refuse logs before the first day, and after the record made from the plan was handed in."""
    check_going_on(plan)
    if clock.local(at).date() < plan.first_day:
        raise NotRunningError("实践还没有开始。")
    record = living_record(plan.id)
    if record is not None and record.status not in EDITABLE:
        raise NotRunningError("由这份计划生成的实践记录已经提交，周志和总结不再改动。")
