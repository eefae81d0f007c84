"""A whole school judged twice: as it is, and as it would be. Nothing is saved."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.claims import IN_REVIEW
from app.domain.facts import Record, RecordStatus, School
from app.domain.gate import as_gate, passes
from app.domain.impact import Difference, difference, without_ended_years
from app.domain.outcome import Evaluation
from app.domain.rules import Law, Rule
from app.standing.queries import SchoolAtOnce, evaluate_facts, read_school
from app.standing.school_queries import Member, members
from app.standing.table import by_pinyin


@dataclass(frozen=True, slots=True)
class Variation:
    """What is imagined of a school: other decisions, another law, or its waiting records passed."""

    school: Callable[[School], School] = lambda school: school
    law: Callable[[Law], Law] = lambda law: law
    pass_waiting: bool = False
    ended_years: bool = True
    """False leaves out years that have ended: they stay as they were decided."""
    gate: str | None = None
    """The rule that would say who passes; a draft's own verdicts can say it too, which no decision may."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One teacher whose verdicts would change."""

    member: Member
    difference: Difference


@dataclass(frozen=True, slots=True)
class Impact:
    """Who would change, and how many under which rule."""

    as_of: date
    teachers: int
    affected: tuple[Affected, ...]
    """By name as the school lists them."""
    before: Mapping[int, Evaluation]
    after: Mapping[int, Evaluation]

    @property
    def by_rule(self) -> dict[str, int]:
        """How many teachers get another standing, by rule id."""
        rules = ({line.shown.rule.id for line in one.difference.lines} for one in self.affected)
        return dict(sorted(Counter(rule for found in rules for rule in found).items()))

    @property
    def rules_changed(self) -> list[tuple[Rule, int]]:
        """The same with the rules themselves, for a page."""
        shown = (line.shown.rule for one in self.affected for line in one.difference.lines)
        rules = {rule.id: rule for rule in shown}
        return [(rules[rule_id], number) for rule_id, number in self.by_rule.items()]

    @property
    def gate_lost(self) -> tuple[Affected, ...]:
        return tuple(one for one in self._turned() if not passes(one.difference.gate_after))

    @property
    def gate_won(self) -> tuple[Affected, ...]:
        return tuple(one for one in self._turned() if passes(one.difference.gate_after))

    def _turned(self) -> Iterable[Affected]:
        return (one for one in self.affected if one.difference.gate_turned)


def impact_of(school_id: int, as_of: date, variation: Variation) -> Impact:
    """Judge every teacher of a school on a day, as it is and as varied."""
    known = read_school(school_id, as_of)
    before = evaluate_facts(known)
    after = evaluate_facts(varied(known, variation))
    if variation.gate:
        after = {key: _gated(one, variation.gate) for key, one in after.items()}
    people = sorted(members(school_id, as_of), key=lambda member: (by_pinyin(member.name), member.teacher_id))
    found = ((member, difference(before[member.teacher_id], after[member.teacher_id])) for member in people)
    if not variation.ended_years:
        found = ((member, without_ended_years(one, as_of)) for member, one in found)
    affected = tuple(Affected(member, one) for member, one in found if one)
    return Impact(as_of, len(people), affected, before, after)


def varied(known: SchoolAtOnce, variation: Variation) -> SchoolAtOnce:
    """The same school as it would be."""
    records = known.records
    if variation.pass_waiting:
        records = {teacher_id: tuple(map(_passed, own)) for teacher_id, own in records.items()}
    return replace(
        known,
        law=variation.law(known.law),
        decisions=variation.school(known.decisions),
        records=records,
    )


def _gated(evaluation: Evaluation, rule_id: str) -> Evaluation:
    return replace(evaluation, gate=as_gate(rule_id, evaluation.verdicts))


def _passed(record: Record) -> Record:
    return replace(record, status=RecordStatus.APPROVED) if record.status in IN_REVIEW else record
