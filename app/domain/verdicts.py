"""Rules applied to one teacher: standing, conflicts, gate and forecast, written once."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.domain.claims import Claims, RulingError, Sums
from app.domain.facts import Category, Record, RulingKind, School, Teacher
from app.domain.forecast import drops_on
from app.domain.gate import GateError, check_gating, decide_gate
from app.domain.outcome import (
    Conflict,
    Credit,
    Decided,
    Evaluation,
    Exclusion,
    ExclusionReason,
    Gate,
    Standing,
    Verdict,
)
from app.domain.plan import Judgement, plan_for
from app.domain.rules import Law, RuleStatus, RuleWindow
from app.domain.windows import CycleError, Window

__all__ = [
    "Conflict",
    "Credit",
    "CycleError",
    "Evaluation",
    "Exclusion",
    "ExclusionReason",
    "Gate",
    "GateError",
    "RulingError",
    "Standing",
    "Verdict",
    "Window",
    "bound_from",
    "check_gating",
    "evaluate",
]

_AGAINST = frozenset({Standing.NOT_MET, Standing.PENDING, Standing.NEEDS_RULING})


def evaluate(
    law: Law, school: School, teacher: Teacher, records: Iterable[Record], as_of: date
) -> Evaluation:
    """Every verdict on one teacher on one day.

    Raises:
        GateError: the school's gating names a rule that cannot decide.
        CycleError: the day lies before the school's first fixed cycle.
        RulingError: two rulings contradict each other.
    """
    check_gating(law, school)
    plan = plan_for(law, school, as_of)
    claims = Claims(plan.days, teacher, records, as_of)
    verdicts = tuple(
        _judge(judgement, claims, teacher, as_of)
        for judgement in plan.judgements
        if judgement.rule.window is not RuleWindow.YEAR or teacher.hired_on <= judgement.window.last_day
    )
    return Evaluation(as_of, verdicts, _conflicts(verdicts), decide_gate(law, school, plan, verdicts, as_of))


def _judge(judgement: Judgement, claims: Claims, teacher: Teacher, as_of: date) -> Verdict:
    rule = judgement.rule
    account = claims.account(rule, judgement.profile, judgement.counting)
    sums = account.sums(judgement.days)
    exemption = exemption_of(judgement, teacher) if teacher.rulings else None
    bound = bound_from(judgement, teacher)
    standing = _standing(judgement, sums, teacher, as_of, bound=bound, exempt=exemption is not None)
    required = judgement.required
    forecast = None
    if judgement.rolling and standing is Standing.MET:
        forecast = drops_on(account.credited, claims.days, judgement.days, required or 0)
    verdict = Verdict(  # in the order of its fields: by name it takes more than twice as long
        rule,
        judgement.window,
        judgement.rolling,
        standing,
        None,
        bound,
        required,
        sums.credited,
        None if required is None else max(required - sums.credited, 0),
        sums.pending,
        sums.undecided,
        forecast,
        rule.status is RuleStatus.DRAFT,
        judgement.provisional,
        judgement.profile,
        sums.records,
        sums.excluded,
    )
    return _ruled_verdict(verdict, judgement, teacher) if teacher.rulings else verdict


def _ruled_verdict(verdict: Verdict, judgement: Judgement, teacher: Teacher) -> Verdict:
    """The same with the rulings it rests on."""
    standing = verdict.standing
    asks = standing is Standing.NEEDS_RULING and judgement.rule.window is RuleWindow.YEAR
    return verdict._replace(
        ruling=exemption_of(judgement, teacher) if standing is Standing.EXEMPT else None,
        decided=_decided(verdict, teacher),
        refused=_ruled(judgement, teacher, RulingKind.REFUSED) if standing is Standing.NOT_MET else None,
        other_days=exemption_of_other_days(judgement, teacher) if asks else None,
    )


def _standing(  # noqa: PLR0911 - the contract is this list: the first line that holds
    judgement: Judgement, sums: Sums, teacher: Teacher, as_of: date, *, bound: date | None, exempt: bool
) -> Standing:
    required, window = judgement.required, judgement.window
    if required is None:
        return Standing.NO_RULE
    if bound is None:
        return Standing.NOT_BOUND
    if exempt:
        return Standing.EXEMPT
    if sums.credited >= required:
        return Standing.MET
    if window.first_day < bound:
        return Standing.NOT_YET_DUE
    if window.last_day > as_of:
        return Standing.OPEN
    if sums.credited + sums.undecided >= required:
        return Standing.NEEDS_RULING
    if sums.credited + sums.pending >= required:
        return Standing.PENDING
    if judgement.rule.window is RuleWindow.YEAR and _year_asks(judgement, teacher):
        return Standing.NEEDS_RULING
    return Standing.NOT_MET


def bound_from(judgement: Judgement, teacher: Teacher) -> date | None:
    """The day from which a rule binds a teacher; None where it does not bind in the window."""
    rule, day = judgement.rule, judgement.judged_on
    held_from = _held_from(teacher, rule.population, day)
    if held_from is None or teacher.hired_on > day:
        return None
    bound = max(held_from, teacher.hired_on)
    annual_from = rule.effective_from if rule.window is RuleWindow.YEAR else None
    if annual_from is None or bound > annual_from:
        return bound
    return max(teacher.hired_on, _bound_before(judgement, teacher, annual_from))


def _bound_before(judgement: Judgement, teacher: Teacher, since: date) -> date:
    """From when on a teacher bound on the first day of a version was bound by those before it.

    Each carries the binding back as far as it is in effect and the teacher's unbroken stretch in its own
    population reaches.
    """
    for earlier in judgement.preceding:
        held_from = _held_from(teacher, earlier.population, since - timedelta(days=1))
        if held_from is None:
            break
        began = earlier.effective_from or date.min
        since = max(began, held_from)
        if since > began:
            break
    return since


def _held_from(teacher: Teacher, population: frozenset[Category], day: date) -> date | None:
    """The first day of the unbroken stretch in a population that holds the day."""
    held_from = None
    for entry in reversed(teacher.categories):
        if entry.first_day > day:
            continue
        if entry.category not in population:
            break
        held_from = entry.first_day
    return held_from


def exemption_of(judgement: Judgement, teacher: Teacher) -> str | None:
    """The id of the ruling that exempts; of an annual rule only for the days it was decided for."""
    return _ruled(judgement, teacher, RulingKind.EXEMPT)


def _ruled(judgement: Judgement, teacher: Teacher, kind: RulingKind) -> str | None:
    for ruling in teacher.rulings:
        if ruling.kind is not kind or ruling.rule != judgement.rule.id:
            continue
        annual = judgement.rule.window is RuleWindow.YEAR
        if not annual or ruling.days == judgement.window:
            return ruling.id
    return None


def exemption_of_other_days(judgement: Judgement, teacher: Teacher) -> str | None:
    """The id of a ruling that exempts from another year with days in this one.

    The school counts years otherwise than when it ruled: what was decided for one stretch of days says
    nothing about another, so nobody is exempt from it, nor is it held against them before the school rules.
    """
    for ruling in teacher.rulings:
        about = ruling.kind is RulingKind.EXEMPT and ruling.rule == judgement.rule.id
        if about and ruling.days and ruling.days != judgement.window and _meet(ruling.days, judgement.window):
            return ruling.id
    return None


def _meet(days: tuple[date, date], window: Window) -> bool:
    return days[0] <= window.last_day and days[1] >= window.first_day


def _decided(verdict: Verdict, teacher: Teacher) -> tuple[Decided, ...]:
    """The records that are counted or left out because of a ruling, by the ruling's id."""
    shown = {credit.record_id: RulingKind.COUNTS for credit in verdict.records}
    shown |= {
        one.record_id: RulingKind.DOES_NOT_COUNT
        for one in verdict.excluded
        if one.reason is ExclusionReason.DOES_NOT_COUNT
    }
    return tuple(
        Decided(ruling.record, ruling.id)
        for ruling in teacher.rulings
        if ruling.rule == verdict.rule.id and ruling.record and shown.get(ruling.record) is ruling.kind
    )


def _year_asks(judgement: Judgement, teacher: Teacher) -> bool:
    """Whether a leave or an exemption touches the year, and the school has not refused to exempt from it."""
    if _ruled(judgement, teacher, RulingKind.REFUSED) is not None:
        return False
    away = any(_meet((leave.first_day, leave.last_day), judgement.window) for leave in teacher.leaves)
    return away or exemption_of_other_days(judgement, teacher) is not None


def _conflicts(verdicts: Sequence[Verdict]) -> tuple[Conflict, ...]:
    """Pairs of rules in force on the same five years of which one is met and the other is not."""
    five_year = [
        verdict
        for verdict in verdicts
        if verdict.rule.window is RuleWindow.FIVE_YEARS and verdict.rule.status is RuleStatus.IN_FORCE
    ]
    return tuple(
        Conflict(met.rule.id, other.rule.id)
        for met in five_year
        if met.standing is Standing.MET
        for other in five_year
        if other.standing in _AGAINST
    )
