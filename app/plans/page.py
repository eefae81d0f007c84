"""What the page of one plan shows beside the plan itself."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.accounts.models import Account
from app.accounts.queries import Step, steps
from app.audit import queries as audit
from app.domain import words
from app.domain.conclusion import chinese_date
from app.domain.facts import RecordStatus, School
from app.domain.roles import Part
from app.domain.workflow import EDITABLE, Action
from app.plans.checks import flags, missing
from app.plans.models import PlanWeek, PracticePlan
from app.plans.queries import ended_records, monday_of, overlapping
from app.plans.wording import STEP, step_note
from app.practice.access import own_parts, parts
from app.practice.fact_queries import attendance_pattern, record_fact
from app.practice.holders import Holders
from app.practice.models import ENDED, PracticeRecord
from app.practice.page import allowed_actions, by_month, days_attended, estimate_of
from app.practice.queries import living_record
from app.practice.undo_operations import step_back_until
from app.practice.waiting import waiting_for_review
from app.practice.while_typing import next_id
from app.standing.slip import slip_of
from app.venues.wording import beyond_recognition
from app.web.charts import DayKind

REVIEWING = (Action.ENDORSE, Action.APPROVE, Action.RETURN, Action.REJECT, Action.REVOKE)
NOT_YET = EDITABLE | {RecordStatus.SUBMITTED, RecordStatus.ENDORSED}


@dataclass(frozen=True, slots=True)
class LogWeek:
    """A week that has begun, and what was written about it."""

    monday: date
    sunday: date
    entry: PlanWeek | None
    planned: int
    """Days that the plan has in it, those to come included."""

    @property
    def unplanned(self) -> int:
        """Days that were written about and not planned."""
        return max(self.entry.days - self.planned, 0) if self.entry else 0


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the template prints; half-hours are of all planned days together."""

    plan: PracticePlan
    today: date
    days: tuple[date, ...]
    half_hours: int
    estimate: str
    """Said behind days and hours that hang on holidays not known yet; empty where they are known."""
    months: tuple[tuple[int, int, dict[date, DayKind]], ...]
    pattern: str
    beyond_recognition: str
    """What it means that the place is not recognised on some of the days."""
    effect: Sequence[str]
    """What it would change once carried out and passed; empty where that is told by a record."""
    next_step: str
    missing: dict[str, str]
    flags: list[str]
    overlaps: Sequence[PracticePlan]
    actions: frozenset[Action]
    is_owner: bool
    reviews: bool
    """The reader is a reviewer of it, in whatever state it is."""
    oversees: bool
    """The same by their own right, not in somebody's place."""
    weeks: tuple[LogWeek, ...]
    record: PracticeRecord | None
    ended: Sequence[PracticeRecord]
    undo_until: datetime | None
    """Until when the reader may take back the last step."""
    history: tuple[Step, ...]

    @property
    def going_on(self) -> bool:
        return self.plan.status is RecordStatus.APPROVED and self.plan.closed_at is None

    @property
    def begun(self) -> bool:
        return self.going_on and self.today >= self.plan.first_day

    @property
    def may_edit(self) -> bool:
        return self.is_owner and self.plan.status in EDITABLE

    @property
    def may_write_again(self) -> bool:
        """It is at its end without practice; another plan can begin from it."""
        return self.is_owner and (self.plan.status in ENDED or self.plan.closed_at is not None)

    @property
    def may_write(self) -> bool:
        """Log and summary are still open to the owner."""
        return self.is_owner and self.begun and (self.record is None or self.record.status in EDITABLE)

    @property
    def may_check(self) -> bool:
        return self.oversees and self.begun

    @property
    def may_close(self) -> bool:
        return (self.is_owner or self.oversees) and self.going_on and self.record is None

    @property
    def unwritten(self) -> LogWeek | None:
        """The latest week without an entry."""
        return next((week for week in reversed(self.weeks) if week.entry is None), None)

    @property
    def button(self) -> str:
        """The one step that comes next for the reader, by name; empty where none does."""
        if self.may_edit:
            return "edit" if self.missing else "submit"
        if self.may_write and self.record is None:
            if self.today > self.plan.last_day:
                return "record" if self.plan.summary else "summary"
            return "week" if self.unwritten else ""
        return ""


def plan_page(plan: PracticePlan, actor: Account, today: date) -> PlanPage:
    """The page as the actor sees it."""
    held = parts(actor, plan, today)
    days = days_attended(plan, today)
    record = living_record(plan.id)
    open_to_review = plan.status in NOT_YET
    log = audit.history("plan", plan.id, school_id=plan.school_id)
    begun = plan.status is RecordStatus.APPROVED and today >= plan.first_day
    return PlanPage(
        plan=plan,
        today=today,
        days=tuple(days),
        half_hours=len(days) * plan.half_hours,
        estimate=estimate_of(plan, today),
        months=by_month(days),
        pattern=words.pattern(attendance_pattern(plan.pattern, plan.weekdays)),
        beyond_recognition=beyond_recognition(plan.site, days),
        effect=_effect(plan, today) if open_to_review or (record is None and not plan.closed_at) else (),
        next_step=next_step(plan, record, today),
        missing=missing(plan, today) if plan.status in EDITABLE else {},
        flags=flags(plan),
        overlaps=overlapping(plan) if open_to_review else (),
        actions=allowed_actions(plan, held) if plan.closed_at is None else frozenset(),
        is_owner=Part.OWNER in held,
        reviews=bool(held & {Part.HEAD, Part.HR}),
        oversees=bool(own_parts(actor, plan, today) & {Part.HEAD, Part.HR}),
        weeks=log_weeks(plan, today) if begun else (),
        record=record,
        ended=ended_records(plan),
        undo_until=step_back_until(plan, "plan", log, actor, today),
        history=steps(log, STEP, step_note),
    )


def log_weeks(plan: PracticePlan, today: date, school: School | None = None) -> tuple[LogWeek, ...]:
    """Every week that has begun, written about or not."""
    written = {entry.monday: entry for entry in plan.weeks}
    planned = Counter(monday_of(day) for day in days_attended(plan, today, school))
    return tuple(
        LogWeek(monday, monday + timedelta(days=6), written.get(monday), planned[monday])
        for monday in sorted(planned)
        if monday <= today
    )


def _effect(plan: PracticePlan, today: date) -> list[str]:
    """As the slip beside the form tells it."""
    fact = replace(record_fact(plan), id=str(next_id()))
    return slip_of(plan.teacher_id, fact, today).effect.sentences


def next_step(
    plan: PracticePlan,
    record: PracticeRecord | None,
    today: date,
    *,
    holders: Holders | None = None,
    school: School | None = None,
) -> str:
    """Who does what next, in a sentence; for ``holders`` see ``parts``, for ``school`` ``days_attended``."""
    match plan.status:
        case RecordStatus.DRAFT | RecordStatus.WITHDRAWN:
            lacking = len(missing(plan, today, school))
            return f"还有 {lacking} 处要补齐，补齐后可以提交" if lacking else "都填好了，可以提交"
        case RecordStatus.SUBMITTED | RecordStatus.ENDORSED:
            return waiting_for_review(plan, today, holders)
        case RecordStatus.APPROVED:
            return _OF_RECORD[record.status] if record else _while_it_runs(plan, today, school)
        case RecordStatus.RETURNED:
            return "已退回，请按原因修改后重新提交"
        case RecordStatus.REJECTED | RecordStatus.REVOKED:
            return "这份计划不再执行，需要时请另写一份"


_OF_RECORD = {
    RecordStatus.DRAFT: "已生成实践记录，请在记录里上传佐证，然后提交",
    RecordStatus.WITHDRAWN: "实践记录已撤回，改好后请重新提交",
    RecordStatus.RETURNED: "实践记录被退回，请在记录里修改后重新提交",
    RecordStatus.SUBMITTED: "实践记录正在审核",
    RecordStatus.ENDORSED: "实践记录正在审核",
    RecordStatus.APPROVED: "实践记录已通过，这份计划已经完成",
}


def _while_it_runs(plan: PracticePlan, today: date, school: School | None) -> str:
    if plan.closed_at is not None:
        return "没有成行，已经结束"
    if today < plan.first_day:
        left = (plan.first_day - today).days
        return f"已批准，{chinese_date(plan.first_day)}开始，还有 {left} 天；开始后每周写一篇周志"
    open_weeks = [week for week in log_weeks(plan, today, school) if week.entry is None]
    past = sum(week.sunday < today for week in open_weeks)
    log = f"还有 {past} 周的周志没写" if past else "本周的周志还没写" if open_weeks else "周志都写了"
    if today <= plan.last_day:
        return f"实践进行中，{log}"
    return "总结已写好，请生成实践记录" if plan.summary else f"实践已结束，{log}，请写总结"
