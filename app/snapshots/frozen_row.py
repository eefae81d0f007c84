"""One teacher of a frozen year, as plain values: the facts that verdicts read, and every verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.facts import Category, Leave, Profile, Teacher
from app.domain.frozen import freeze, thaw
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
from app.domain.windows import Window
from app.snapshots.frozen_ground import Rules


@dataclass(frozen=True, slots=True)
class FrozenCredit:
    """Half-hours one record gave."""

    record: str
    half_hours: int


@dataclass(frozen=True, slots=True)
class FrozenExclusion:
    """A record that touched the window and gave nothing."""

    record: str
    reason: ExclusionReason


@dataclass(frozen=True, slots=True)
class FrozenRuling:
    """A record that counted, or did not, because the school had ruled so."""

    record: str
    ruling: str


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """One rule in one window; sums are half-hours."""

    rule: str
    version: int
    window_first: date
    window_last: date
    rolling: bool
    standing: Standing
    ruling: str | None
    bound_from: date | None
    required: int | None
    credited: int
    shortfall: int | None
    pending: int
    undecided: int
    drops_on: date | None
    simulated: bool
    provisional: bool
    profile: Profile
    records: tuple[FrozenCredit, ...]
    excluded: tuple[FrozenExclusion, ...]
    decided: tuple[FrozenRuling, ...]
    refused: str | None
    other_days: str | None = None

    @property
    def rulings(self) -> frozenset[str]:
        """The numbers of the rulings it rests on."""
        exemption = {one for one in (self.ruling, self.refused, self.other_days) if one}
        return frozenset({one.ruling for one in self.decided} | exemption)

    @property
    def ruling_of(self) -> dict[str, str]:
        """By record the number of the ruling by which it counted, or did not."""
        return {one.record: one.ruling for one in self.decided}

    @property
    def ruled_out(self) -> tuple[FrozenRuling, ...]:
        """Records that gave nothing by a ruling."""
        credited = {one.record for one in self.records}
        return tuple(one for one in self.decided if one.record not in credited)


@dataclass(frozen=True, slots=True)
class FrozenConflict:
    """Two rules that disagreed, by id."""

    met: str
    not_met: str


@dataclass(frozen=True, slots=True)
class FrozenGate:
    """The rule that decided, and what it said."""

    rule: str
    standing: Standing | None
    passes: bool


@dataclass(frozen=True, slots=True)
class FrozenCategory:
    """A category held from a day on."""

    category: Category
    first_day: date


@dataclass(frozen=True, slots=True)
class FrozenName:
    """Where and when a record was, as a page calls it."""

    record: str
    site: str
    first_day: date
    last_day: date

    def __str__(self) -> str:
        """``示例重工 2026-07-06 至 07-24``."""
        last = str(self.last_day)
        end = last if self.last_day.year != self.first_day.year else last.partition("-")[2]
        return f"{self.site} {self.first_day} 至 {end}"


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """One teacher: the facts that verdicts read, and the verdicts."""

    hired_on: date
    categories: tuple[FrozenCategory, ...]
    leaves: tuple[Leave, ...]
    lines: tuple[FrozenLine, ...]
    conflicts: tuple[FrozenConflict, ...]
    gate: FrozenGate | None
    named: tuple[FrozenName, ...] = ()
    """The records that the lines credit, or a ruling leaves out; none in what was frozen before they were."""

    @property
    def names(self) -> dict[str, FrozenName]:
        """By record."""
        return {one.record: one for one in self.named}


_ALIKE = (
    "rolling", "standing", "ruling", "bound_from", "required", "credited", "shortfall", "pending",
    "undecided", "drops_on", "simulated", "provisional", "profile", "refused",
    "other_days",
)  # fmt: skip
"""What a verdict and its frozen line call the same."""


def freeze_row(teacher: Teacher, evaluation: Evaluation, names: Iterable[FrozenName]) -> dict[str, Any]:
    """A teacher's facts and verdicts as plain JSON values; ``names``: of the teacher's records."""
    gate = evaluation.gate
    used = {record for verdict in evaluation.verdicts for record, _ in (*verdict.records, *verdict.decided)}
    return freeze(
        FrozenRow(
            hired_on=teacher.hired_on,
            categories=tuple(FrozenCategory(one.category, one.first_day) for one in teacher.categories),
            leaves=teacher.leaves,
            lines=tuple(map(_line, evaluation.verdicts)),
            conflicts=tuple(FrozenConflict(pair.met, pair.not_met) for pair in evaluation.conflicts),
            gate=FrozenGate(gate.rule, gate.standing, gate.passes) if gate else None,
            named=tuple(one for one in names if one.record in used),
        )
    )


def same_facts(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two stored rows say the same, however their records are called."""
    return _unnamed(one) == _unnamed(other)


def _unnamed(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in stored.items() if key != "named"}


def thaw_row(stored: dict[str, Any]) -> FrozenRow:
    return thaw(FrozenRow, stored)


def evaluation_of(row: FrozenRow, rules: Rules, as_of: date) -> Evaluation:
    """The evaluation that was frozen."""
    return Evaluation(
        as_of,
        tuple(_verdict(line, rules) for line in row.lines),
        tuple(Conflict(pair.met, pair.not_met) for pair in row.conflicts),
        Gate(row.gate.rule, row.gate.standing, row.gate.passes) if row.gate else None,
    )


def _line(verdict: Verdict) -> FrozenLine:
    alike: dict[str, Any] = {name: getattr(verdict, name) for name in _ALIKE}
    return FrozenLine(
        rule=verdict.rule.id,
        version=verdict.rule.version,
        window_first=verdict.window.first_day,
        window_last=verdict.window.last_day,
        records=tuple(FrozenCredit(*one) for one in verdict.records),
        excluded=tuple(FrozenExclusion(*one) for one in verdict.excluded),
        decided=tuple(FrozenRuling(*one) for one in verdict.decided),
        **alike,
    )


def _verdict(line: FrozenLine, rules: Rules) -> Verdict:
    alike: dict[str, Any] = {name: getattr(line, name) for name in _ALIKE}
    return Verdict(
        rule=rules[line.rule, line.version],
        window=Window(line.window_first, line.window_last),
        records=tuple(Credit(one.record, one.half_hours) for one in line.records),
        excluded=tuple(Exclusion(one.record, one.reason) for one in line.excluded),
        decided=tuple(Decided(one.record, one.ruling) for one in line.decided),
        **alike,
    )
