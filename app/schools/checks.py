"""What a school may decide: the parts of a decision, and whether it can hold."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain import words
from app.domain.conclusion import chinese_date, titled
from app.domain.facts import GateFrom, Profile, Transition, WindowKind, YearBasis
from app.domain.facts import School as SchoolFacts
from app.domain.gate import GateError, check_gating
from app.domain.notice import MAX_NOTICE_DAYS, read_notice
from app.domain.plan import applies
from app.domain.rules import Law, Rule, RuleStatus
from app.schools.law import law_of
from app.schools.models import DecisionKind, Reminding, School
from app.schools.queries import school_facts

NOTICE_DAYS = f"公示天数是 1 至 {MAX_NOTICE_DAYS} 的整数，按工作日或自然日计"


class DecisionError(Exception):
    """A decision that cannot hold; ``field`` is the part at fault and the message says why, in Chinese."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a school wants to decide; ``transition`` belongs to a gate, ``cycle_start`` to fixed cycles."""

    kind: DecisionKind
    value: str
    effective_from: date
    document: str
    reason: str
    transition: Transition | None = None
    cycle_start: date | None = None


_CHOICES: dict[DecisionKind, type[StrEnum]] = {
    DecisionKind.PROFILE: Profile,
    DecisionKind.YEAR_BASIS: YearBasis,
    DecisionKind.WINDOW: WindowKind,
    DecisionKind.LIVE_FROM: Reminding,
}


def check(school: School, proposal: Proposal, today: date) -> None:
    """Refuse what cannot hold.

    Raises:
        DecisionError: it cannot.
    """
    if not proposal.document:
        raise DecisionError("document", "请写明学校的文件或会议纪要")
    if not proposal.reason:
        raise DecisionError("reason", "请写明理由")
    if (proposal.kind is DecisionKind.GATE) is not (proposal.transition is not None):
        raise DecisionError("transition", "请选择统计期跨越新旧依据时按哪一个")
    if proposal.kind in _CHOICES and proposal.value not in set(_CHOICES[proposal.kind]):
        raise DecisionError("value", "请从列表中选择")
    if proposal.kind is DecisionKind.GATE:
        check_gate(law_of(school.id), school, proposal)
    if proposal.kind is DecisionKind.ADOPTION:
        _check_adoption(law_of(school.id), school, proposal)
    if proposal.kind is DecisionKind.NOTICE_DAYS and read_notice(proposal.value) is None:
        raise DecisionError("days", NOTICE_DAYS)
    _check_reminding(school, proposal, today)
    _check_cycle(proposal)


def _check_reminding(school: School, proposal: Proposal, today: date) -> None:
    if proposal.value == Reminding.STOP and proposal.effective_from > today:
        raise DecisionError("effective_from", "停止发送在确认后立即生效，生效日不能晚于今天")
    live = school.live_from is not None and school.live_from <= today
    if proposal.value == Reminding.START and proposal.effective_from > today and live:
        raise DecisionError(
            "effective_from",
            "现在正在发送提醒，改成以后的日子会先停发；要停，请选停止发送，到时再提出发送",
        )


def _check_cycle(proposal: Proposal) -> None:
    if proposal.kind is DecisionKind.WINDOW and proposal.value == WindowKind.FIXED:
        if proposal.cycle_start is None:
            raise DecisionError("cycle_start", "固定五年周期须写明首个周期从哪一天开始")
        if proposal.cycle_start > proposal.effective_from:
            raise DecisionError("cycle_start", "首个周期的起始日不能晚于本决定的生效日")
    elif proposal.cycle_start is not None:
        raise DecisionError("cycle_start", "只有固定五年周期才填首个周期的起始日")


def rule_name(rule: Rule) -> str:
    """A rule as a refusal names it."""
    return rule.id + titled(rule.title, rule.number)


def check_gate(law: Law, school: School, proposal: Proposal) -> None:
    """Refuse a rule that cannot decide, or does not apply here on the day.

    Raises:
        DecisionError: it cannot.
    """
    gating = (GateFrom(proposal.value, proposal.effective_from),)
    try:
        check_gating(law, SchoolFacts(system=school.system, gating=gating))
    except GateError as error:
        raise DecisionError("value", why_no_gate(law, proposal.value)) from error
    facts = school_facts(school.id, proposal.effective_from)
    versions = law.versions(proposal.value)
    if any(applies(rule, facts, proposal.effective_from) for rule in versions):
        return
    named, begins = titled(versions[-1].title, versions[-1].number), versions[0].effective_from
    if begins is not None and proposal.effective_from < begins:
        why = f"{named}从 {chinese_date(begins)}起施行，不能从更早的日子起作为认定依据"
        raise DecisionError("effective_from", why)
    day = chinese_date(proposal.effective_from)
    raise DecisionError("value", f"{named}在 {day}不适用于本校，不能作为认定依据")


def why_no_gate(law: Law, rule_id: str) -> str:
    """Why a rule cannot gate: names the rule and its status."""
    versions = law.versions(rule_id)
    if not versions:
        return f"没有规则 {rule_id}"
    rule = next((rule for rule in versions if rule.status is not RuleStatus.IN_FORCE), versions[0])
    status = words.RULE_STATUS[rule.status]
    why = "文件没有规定数量" if rule.status is RuleStatus.IN_FORCE else "不是现行有效的文件"
    return f"规则 {rule_name(rule)}的状态是“{status}”，不能作为认定依据：{why}"


def _check_adoption(law: Law, school: School, proposal: Proposal) -> None:
    rule = law.version_on(proposal.value, proposal.effective_from)
    if rule is None:
        raise DecisionError("value", f"没有规则 {proposal.value}")
    if rule.status is not RuleStatus.IN_FORCE:
        status = words.RULE_STATUS[rule.status]
        raise DecisionError("value", f"规则 {rule_name(rule)}的状态是“{status}”，不能沿用")
    if school.system in rule.systems:
        raise DecisionError("value", f"规则 {rule_name(rule)}本来就适用于本校，不必另作决定")
