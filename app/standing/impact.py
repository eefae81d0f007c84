"""A whole school judged twice: as it is, and as it would be. Nothing is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.claims import IN_REVIEW
from app.domain.facts import Record, RecordStatus, School
from app.domain.frozen_impact import (
    FrozenChange,
    FrozenGap,
    FrozenImpact,
    FrozenPerson,
    FrozenRule,
    FrozenTurn,
)
from app.domain.gate import as_gate, deciding, passes
from app.domain.impact import (
    Difference,
    LineChange,
    difference,
    why,
    why_gate_turned,
    without_ended_years,
)
from app.domain.outcome import Evaluation, Gate
from app.domain.rules import Law, RuleStatus
from app.policy.additions import law_with
from app.schools.law import published_texts
from app.schools.law_models import LawAddition
from app.schools.models import DecisionKind, SchoolDecision
from app.schools.queries import coming_replaced_by, school_facts
from app.standing.gaps import GapChange, gap_changes, lacks, why_gap
from app.standing.law_page import asks
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
    """False leaves out years that have ended: begun on another day they are other stretches of time."""
    gate: str | None = None
    """The rule that would say who passes; a draft's own verdicts can say it too, which no decision may."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One teacher whose verdicts would change, or the hours that lack."""

    member: Member
    difference: Difference
    gaps: tuple[GapChange, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Who would change, and how many under which rule."""

    as_of: date
    teachers: int
    affected: tuple[Affected, ...]
    """Whose verdicts change; by name as the school lists them, as the next."""
    gap_only: tuple[Affected, ...]
    """Whose verdicts stay, and who must do more hours than before, or fewer."""
    before: Mapping[int, Evaluation]
    after: Mapping[int, Evaluation]


def impact_of(
    school_id: int, as_of: date, variation: Variation, *, compared_with: School | None = None
) -> Impact:
    """Judge every teacher of a school on a day, as it is, or with other decisions, and as varied."""
    known = read_school(school_id, as_of)
    if compared_with is not None:
        known = replace(known, decisions=compared_with)
    before = evaluate_facts(known)
    after = evaluate_facts(varied(known, variation))
    if variation.gate:
        after = {key: _gated(one, variation.gate) for key, one in after.items()}
    people = sorted(members(school_id, as_of), key=lambda member: (by_pinyin(member.name), member.teacher_id))
    people = [member for member in people if member.teacher_id in before]  # who came since is not judged
    found = [
        _affected(member, before[member.teacher_id], after[member.teacher_id], variation) for member in people
    ]
    return Impact(
        as_of,
        len(people),
        affected=tuple(one for one in found if one.difference),
        gap_only=tuple(one for one in found if one.gaps and not one.difference),
        before=before,
        after=after,
    )


def _affected(member: Member, before: Evaluation, after: Evaluation, variation: Variation) -> Affected:
    found = difference(before, after)
    gaps = gap_changes(found, before, after)
    return Affected(
        member, found if variation.ended_years else without_ended_years(found, before.as_of), gaps
    )


def impact_of_decision(decision: SchoolDecision, today: date) -> Impact:
    """Everybody judged with and without a proposal, on the first day from today on which it would hold.

    What it replaces before its day is left out of both: nobody has lived under that.
    """
    as_of = max(today, decision.effective_from)
    coming = coming_replaced_by(decision, today)
    without_it = school_facts(decision.school_id, as_of, without=coming)
    with_it = school_facts(decision.school_id, as_of, proposed=decision)
    return impact_of(decision.school_id, as_of, _decided(decision, with_it), compared_with=without_it)


def impact_of_following(later: SchoolDecision, confirmed: SchoolDecision | None = None) -> Impact:
    """Everybody judged with and without a decision to come, as it is or once another is ``confirmed``."""
    as_of = later.effective_from
    with_it = school_facts(later.school_id, as_of, proposed=confirmed)
    without_it = school_facts(later.school_id, as_of, proposed=confirmed, without=[later])
    return impact_of(later.school_id, as_of, _decided(later, with_it), compared_with=without_it)


def _decided(decision: SchoolDecision, with_it: School) -> Variation:
    """Where the year begins on another day, ended years are left out: they are other stretches of time."""
    return Variation(school=lambda _held: with_it, ended_years=decision.kind is not DecisionKind.YEAR_BASIS)


def impact_of_addition(addition: LawAddition, as_of: date) -> Impact:
    """Everybody judged with and without an open addition to the law."""
    texts = [*published_texts(addition.school_id), addition.text]
    return impact_of(addition.school_id, as_of, Variation(law=lambda _law: law_with(texts)))


def first_day_of_effect(addition: LawAddition, today: date) -> date:
    """The first day from today on which an addition would hold."""
    return max(today, addition.effective_from or today)


def as_listed(impact: Impact) -> FrozenImpact:
    """An impact in the words and numbers of a page, which are also what is kept of it."""
    both = (*impact.affected, *impact.gap_only)
    shown = [line.shown.rule for one in both for line in one.difference.lines]
    shown += [gap.after.rule for one in both for gap in one.gaps]
    rules = {(rule.id, rule.version): rule for rule in shown}
    return FrozenImpact(
        as_of=impact.as_of,
        teachers=impact.teachers,
        rules=tuple(
            FrozenRule(
                rule.id, rule.version, asks(rule), rule.title, rule.number, rule.window,
                simulated=rule.status is not RuleStatus.IN_FORCE,
            )
            for _, rule in sorted(rules.items())
        ),
        people=tuple(_person(one, impact.after[one.member.teacher_id]) for one in impact.affected),
        gap_only=tuple(_person(one, impact.after[one.member.teacher_id]) for one in impact.gap_only),
    )  # fmt: skip


def _person(one: Affected, after: Evaluation) -> FrozenPerson:
    found, member = one.difference, one.member
    turn = None
    if found.gate_turned:
        gate = found.gate_after
        verdict = deciding(gate.rule, after.verdicts) if gate else None
        first_day = verdict.window.first_day if verdict else None
        turn = FrozenTurn(passes(gate), why_gate_turned(found, after), first_day)
    lines = tuple(map(_line, found.lines))
    gaps = tuple(_gap(gap, found.gate_after) for gap in one.gaps)
    return FrozenPerson(member.teacher_id, member.name, member.department, turn, lines, gaps)


def _line(line: LineChange) -> FrozenChange:
    shown = line.shown
    return FrozenChange(
        rule=shown.rule.id,
        version=shown.rule.version,
        window_first=shown.window.first_day,
        window_last=shown.window.last_day,
        before=line.before.standing if line.before else None,
        after=line.after.standing if line.after else None,
        why="；".join(why(line)),
    )


def _gap(gap: GapChange, gate: Gate | None) -> FrozenGap:
    after = gap.after
    return FrozenGap(
        rule=after.rule.id,
        version=after.rule.version,
        window_first=after.window.first_day,
        window_last=after.window.last_day,
        before=lacks(gap.before) or 0,
        after=lacks(after) or 0,
        profile=after.profile,
        why=why_gap(gap, gate),
    )


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
