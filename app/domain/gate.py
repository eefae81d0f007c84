"""Which rule decides a recommendation, and what it says."""

from collections.abc import Sequence
from datetime import date

from app.domain.facts import School, Transition
from app.domain.outcome import Gate, Standing, Verdict
from app.domain.plan import Plan
from app.domain.rules import Law, Rule, RuleStatus, RuleWindow
from app.domain.windows import Window, entry_on

PASSING = frozenset({Standing.MET, Standing.EXEMPT})


class GateError(ValueError):
    """A school names a gating rule that cannot decide anything."""

    def __init__(self, rule: str, status: str, why: str) -> None:
        super().__init__(f"school.gating：规则 {rule}（状态 {status}）不能作为认定依据：{why}")
        self.rule = rule
        self.status = status
        self.why = why


def check_gating(law: Law, school: School) -> None:
    """Refuse a school whose gating names a rule that cannot decide.

    Raises:
        GateError: the rule is unknown, is not in force, or has no number.
    """
    for entry in school.gating:
        versions = law.versions(entry.rule)
        if not versions:
            raise GateError(entry.rule, "unknown", "没有这条规则")
        for rule in versions:
            if rule.status is not RuleStatus.IN_FORCE:
                raise GateError(rule.id, rule.status, "不是现行有效的文件")
            if rule.minimum_months is None:
                raise GateError(rule.id, rule.status, "文件没有规定数量")


def decide_gate(
    law: Law, school: School, plan: Plan, verdicts: Sequence[Verdict], as_of: date
) -> Gate | None:
    """What the gating entry in force on the day says; None where there is none."""
    entry = entry_on(school.gating, as_of)
    if entry is None:
        return None
    if entry.transition is Transition.GRANDFATHER:
        window = _window(law.versions(entry.rule)[0], plan, verdicts)
        entry = entry_on(school.gating, window.first_day) or entry
    return as_gate(entry.rule, verdicts)


def as_gate(rule_id: str, verdicts: Sequence[Verdict]) -> Gate:
    """What a rule says as a gate, whatever authority it has.

    Only a simulation asks this of a rule that ``check_gating`` refuses: its verdicts are marked as simulated.
    """
    verdict = deciding(rule_id, verdicts)
    if verdict is None:
        return Gate(rule_id, None, passes=False)
    return Gate(rule_id, verdict.standing, passes=verdict.standing in PASSING)


def passes(gate: Gate | None) -> bool:
    """Whether a recommendation may be made; not where no rule decides."""
    return gate is not None and gate.passes


def deciding(rule_id: str, verdicts: Sequence[Verdict]) -> Verdict | None:
    """A rule's verdict; of an annual rule the newest whose year is not open."""
    found = [
        verdict
        for verdict in verdicts
        if verdict.rule.id == rule_id
        and not (verdict.rule.window is RuleWindow.YEAR and verdict.standing is Standing.OPEN)
    ]
    return found[-1] if found else None


def _window(rule: Rule, plan: Plan, verdicts: Sequence[Verdict]) -> Window:
    """The window a rule is judged in; of an annual rule that of the verdict that decides."""
    if rule.window is not RuleWindow.YEAR:
        return plan.five_years
    verdict = deciding(rule.id, verdicts)
    return verdict.window if verdict else plan.this_year
