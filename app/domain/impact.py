"""What a change of rules, of a school's decisions or of records would do to one teacher's verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.domain import words
from app.domain.gate import deciding, passes
from app.domain.outcome import Evaluation, Gate, Standing, Verdict
from app.domain.rules import RuleWindow

NOTHING_ASKED = frozenset({None, Standing.NOT_BOUND, Standing.NO_RULE})
"""Standings under a rule that asks nothing of the teacher, as if it were not there."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """One rule in one window, before and after; None where the rule is not judged."""

    before: Verdict | None
    after: Verdict | None

    @property
    def shown(self) -> Verdict:
        """The verdict that names rule and window: the new one where there is one."""
        found = self.after or self.before
        assert found is not None  # a pair is made of at least one
        return found

    @property
    def new_standing(self) -> bool:
        """Another standing; a rule that asks nothing of the teacher before and after changes none."""
        before, after = _standing(self.before), _standing(self.after)
        return before is not after and not {before, after} <= NOTHING_ASKED


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes for one teacher: lines with another standing, and the gate."""

    lines: tuple[LineChange, ...]
    gate_before: Gate | None
    gate_after: Gate | None

    @property
    def gate_turned(self) -> bool:
        """A recommendation passes where it did not, or the other way round."""
        return passes(self.gate_before) is not passes(self.gate_after)

    def __bool__(self) -> bool:
        return bool(self.lines) or self.gate_turned


def difference(before: Evaluation, after: Evaluation) -> Difference:
    """The lines whose standing differs, by rule, then window, and the two gates.

    Verdicts of a rule are paired from the newest window backwards, so that another year basis or
    another layout of the five years compares like with like.
    """
    lines = tuple(pair for pair in paired_lines(before, after) if pair.new_standing)
    return Difference(lines, before.gate, after.gate)


def without_ended_years(found: Difference, as_of: date) -> Difference:
    """The same without the years that were over on the day."""
    return replace(found, lines=tuple(line for line in found.lines if not _ended_year(line.shown, as_of)))


def _ended_year(verdict: Verdict, as_of: date) -> bool:
    return verdict.rule.window is RuleWindow.YEAR and verdict.window.last_day < as_of


def paired_lines(before: Evaluation, after: Evaluation) -> Iterable[LineChange]:
    """Every line of both, by rule, then window, whether anything differs or not."""
    return (LineChange(*pair) for rule in _rules(before, after) for pair in _paired(rule, before, after))


def why(change: LineChange) -> tuple[str, ...]:
    """The grounds of a new standing in words, the weightiest first; sums are hours."""
    before, after = change.before, change.after
    if before is None or after is None:
        return ("这项规定开始适用",) if before is None else ("这项规定不再适用",)
    found = []
    if before.required != after.required:
        found.append(f"要求由 {_hours(before.required)} 小时变为 {_hours(after.required)} 小时")
    if before.window != after.window:
        found.append(f"统计期变为 {after.window.first_day} 至 {after.window.last_day}")
    if before.credited != after.credited:
        found.append(f"计入由 {_hours(before.credited)} 小时变为 {_hours(after.credited)} 小时")
    if before.ruling != after.ruling:
        found.append(
            f"按学校裁定 {after.ruling} 豁免" if after.ruling else f"学校裁定 {before.ruling} 不再适用"
        )
    if before.bound_from != after.bound_from:
        found.append("开始受这项规定约束的日子变了")
    return tuple(found) or ("还在审核或等待裁定的小时数变了",)


def why_gate_turned(found: Difference, after: Evaluation) -> str:
    """Why a recommendation passes or no longer does; sums are hours."""
    gate = found.gate_after
    if gate is None:
        return "学校不再指定推荐以哪份文件为准"
    verdict = deciding(gate.rule, after.verdicts)
    sums = (
        f"（计入 {_hours(verdict.credited)} 小时，要求 {_hours(verdict.required)} 小时）" if verdict else ""
    )
    says = f"是“{words.STANDING[gate.standing]}”{sums}" if gate.standing else "还没有结果"
    if found.gate_before is None:
        return f"学校开始指定推荐以哪份文件为准，按这份文件{says}"
    if found.gate_before.rule != gate.rule:
        return f"推荐改以另一份文件为准，按这份文件{says}"
    return f"推荐所依据的文件没有换，按它{says}"


def _rules(*evaluations: Evaluation) -> Iterable[str]:
    return sorted({verdict.rule.id for evaluation in evaluations for verdict in evaluation.verdicts})


def _paired(rule: str, before: Evaluation, after: Evaluation) -> list[tuple[Verdict | None, Verdict | None]]:
    old = [verdict for verdict in before.verdicts if verdict.rule.id == rule]
    new = [verdict for verdict in after.verdicts if verdict.rule.id == rule]
    longer = max(len(old), len(new))
    padded = ([None] * (longer - len(found)) + found for found in (old, new))
    return list(zip(*padded, strict=True))


def _standing(verdict: Verdict | None) -> Standing | None:
    return verdict.standing if verdict else None


def _hours(half_hours: int | None) -> str:
    return "—" if half_hours is None else words.hours(half_hours)
