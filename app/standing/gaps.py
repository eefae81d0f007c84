"""Of the two lines that a teacher's page shows first, those of which the hours that lack change."""

from dataclasses import dataclass

from app.domain.impact import Difference, LineChange, why
from app.domain.outcome import Evaluation, Gate, Standing, Verdict
from app.standing.headline import headline
from app.standing.law_page import asks

_ASKED = frozenset({Standing.OPEN, Standing.NEEDS_RULING, Standing.PENDING, Standing.NOT_MET})


@dataclass(frozen=True, slots=True)
class GapChange:
    """The running year or the five years, before and after; another rule where another one is read first."""

    before: Verdict
    after: Verdict

    @property
    def same_rule(self) -> bool:
        return self.before.rule.id == self.after.rule.id


def lacks(verdict: Verdict) -> int | None:
    """Half-hours that are still to be done; None where the rule asks for nothing, or not yet."""
    if verdict.standing is Standing.MET:
        return 0
    return verdict.shortfall if verdict.standing in _ASKED else None


def gap_changes(found: Difference, before: Evaluation, after: Evaluation) -> tuple[GapChange, ...]:
    """What changes besides a difference, which has its own grounds: they are not said twice.

    A year that is over is none of the two lines: nothing can be done for it any more.
    """
    was, now = headline(before), headline(after)
    pairs = ((was.year, now.year), (was.five, now.five))
    changes = (GapChange(old, new) for old, new in pairs if old and new)
    return tuple(one for one in changes if _differs(one) and not _said(one, found))


def why_gap(change: GapChange, gate: Gate | None) -> str:
    """The ground in words; ``gate``: what decides afterwards."""
    if change.same_rule:
        return "；".join(why(LineChange(change.before, change.after)))
    rule = change.before.rule
    was = f"原来先看“{asks(rule)}”（{rule.number or f'《{rule.title}》'}）"
    decides = gate is not None and gate.rule == change.after.rule.id
    return f"推荐改以这份文件为准，{was}" if decides else was


def _differs(change: GapChange) -> bool:
    sums = lacks(change.before), lacks(change.after)
    return None not in sums and sums[0] != sums[1]


def _said(change: GapChange, found: Difference) -> bool:
    """Whether a new standing, or a turned recommendation, says of the same line how many hours it asks."""
    if change.same_rule:
        return change.before.standing is not change.after.standing
    gate = found.gate_after
    return found.gate_turned and gate is not None and gate.rule == change.after.rule.id
