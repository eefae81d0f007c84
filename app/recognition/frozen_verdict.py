"""The verdict a proposal was decided on, copied: what it said stays readable when records change."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.certificates.wording import hours
from app.domain.certificates import PracticeBasis
from app.domain.conclusion import titled
from app.domain.facts import Profile
from app.domain.frozen import freeze, thaw
from app.domain.outcome import Evaluation, Standing, Verdict
from app.domain.words import STANDING


@dataclass(frozen=True, slots=True)
class FrozenCredit:
    """Half-hours one record gave."""

    record: str
    half_hours: int


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
    title: str
    number: str | None
    effective_from: date | None
    standing: Standing
    ruling: str | None
    window_first: date
    window_last: date
    profile: Profile
    required: int | None
    credited: int
    simulated: bool
    provisional: bool
    records: tuple[FrozenCredit, ...]
    decided: tuple[FrozenRuling, ...] = ()

    @property
    def rulings(self) -> frozenset[str]:
        """The numbers of the rulings it rests on."""
        exemption = {self.ruling} if self.ruling else set()
        return frozenset({one.ruling for one in self.decided} | exemption)

    @property
    def ruling_of(self) -> dict[str, str]:
        """The number of the ruling by which a record counted."""
        return {one.record: one.ruling for one in self.decided}

    @property
    def citation(self) -> str:
        return titled(self.title, self.number)


@dataclass(frozen=True, slots=True)
class FrozenConflict:
    """Two rules in force that disagree on the same five years, by id."""

    met: str
    not_met: str


@dataclass(frozen=True, slots=True)
class FrozenVerdict:
    """Every line on one teacher on one day, and the rule that decided."""

    as_of: date
    gate: str
    lines: tuple[FrozenLine, ...]
    conflicts: tuple[FrozenConflict, ...]

    def line(self, rule: str) -> FrozenLine:
        """The line of a rule that decides: as of a gate the newest year that is over, or met already."""
        lines = [line for line in self.lines if line.rule == rule]
        closed = [line for line in lines if line.standing is not Standing.OPEN]
        return (closed or lines)[-1]

    @property
    def gate_line(self) -> FrozenLine:
        return self.line(self.gate)

    @property
    def in_force(self) -> tuple[FrozenLine, ...]:
        """The lines it rests on: those of every rule in force, as a page lists them; no draft."""
        return tuple(line for line in self.lines if not line.simulated)

    @property
    def records(self) -> frozenset[str]:
        """The records it rests on."""
        return frozenset(credit.record for line in self.in_force for credit in line.records)

    @property
    def rulings(self) -> frozenset[str]:
        """The rulings it rests on, by their numbers."""
        return frozenset[str]().union(*(line.rulings for line in self.in_force))

    @property
    def gate_first(self) -> tuple[FrozenLine, ...]:
        """The lines as a page lists them."""
        return tuple(sorted(self.lines, key=lambda line: line.rule != self.gate))

    @property
    def opposing_lines(self) -> tuple[FrozenLine, ...]:
        """Rules in force that the same hours do not meet."""
        return tuple(self.line(pair.not_met) for pair in self.conflicts if pair.met == self.gate)


def freeze_verdict(evaluation: Evaluation, gate: str) -> FrozenVerdict:
    """Copy an evaluation whose gate has decided."""
    return FrozenVerdict(
        as_of=evaluation.as_of,
        gate=gate,
        lines=tuple(_line(verdict) for verdict in evaluation.verdicts),
        conflicts=tuple(FrozenConflict(pair.met, pair.not_met) for pair in evaluation.conflicts),
    )


def to_json(verdict: FrozenVerdict) -> dict[str, Any]:
    return freeze(verdict)


def from_json(stored: dict[str, Any]) -> FrozenVerdict:
    return thaw(FrozenVerdict, stored)


def basis_of(verdict: FrozenVerdict) -> PracticeBasis:
    """What the printed page says of practice; disagreeing rules and an exemption are said too."""
    line = verdict.gate_line
    remarks = [
        f"另按{other.citation}：要求{hours(other.required or 0)}，经认定{hours(other.credited)}，尚未达到。"
        for other in verdict.opposing_lines
    ]
    if line.ruling is not None:
        remarks.append(f"本项要求经学校裁定豁免（裁定{line.ruling}）。")
    elif by_ruling := [one for one in line.records if one.record in line.ruling_of]:
        counted = hours(sum(one.half_hours for one in by_ruling))
        numbers = "、".join(line.ruling_of[one.record] for one in by_ruling)
        remarks.append(f"其中{counted}经学校裁定计入（裁定{numbers}）。")
    return PracticeBasis(
        citation=line.citation,
        window_first=line.window_first,
        window_last=line.window_last,
        credited_half_hours=line.credited,
        required_half_hours=line.required or 0,
        profile=line.profile,
        other_lines=tuple(remarks),
    )


def what_changed(proposed: FrozenVerdict, evaluation: Evaluation) -> list[str]:
    """In sentences: how the rule that decides differs from what was proposed on."""
    gate = evaluation.gate
    if gate is None:
        return [f"提名时的认定依据是{proposed.gate_line.citation}，现在学校没有生效的认定依据。"]
    if gate.standing is None:
        return ["现行认定依据对该教师没有评定结果。"]
    now, then = freeze_verdict(evaluation, gate.rule).gate_line, proposed.gate_line
    changes = []
    if now.rule != then.rule:
        changes.append(f"认定依据由{then.citation}改为{now.citation}。")
    if now.credited != then.credited:
        changes.append(f"经认定的时长由 {hours(then.credited)}变为 {hours(now.credited)}。")
    if now.required != then.required:
        changes.append(f"要求由 {hours(then.required or 0)}变为 {hours(now.required or 0)}。")
    if now.standing is not then.standing:
        changes.append(f"结论由“{STANDING[then.standing]}”变为“{STANDING[now.standing]}”。")
    return changes


def _line(verdict: Verdict) -> FrozenLine:
    rule = verdict.rule
    return FrozenLine(
        rule=rule.id,
        version=rule.version,
        title=rule.title,
        number=rule.number,
        effective_from=rule.effective_from,
        standing=verdict.standing,
        ruling=verdict.ruling,
        window_first=verdict.window.first_day,
        window_last=verdict.window.last_day,
        profile=verdict.profile,
        required=verdict.required,
        credited=verdict.credited,
        simulated=verdict.simulated,
        provisional=verdict.provisional,
        records=tuple(FrozenCredit(credit.record_id, credit.half_hours) for credit in verdict.records),
        decided=tuple(FrozenRuling(one.record_id, one.ruling) for one in verdict.decided),
    )
