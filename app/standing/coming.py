"""What a school has decided for coming days: the lines that it looks at from then on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.domain.by_when import PASSED, ByWhen, needed_then
from app.domain.facts import Record, Teacher
from app.domain.gate_year import gate_year
from app.domain.outcome import Evaluation, Verdict
from app.domain.rules import Law
from app.schools.law import law_of
from app.schools.models import DecisionKind
from app.schools.queries import decisions_to_come, school_facts
from app.standing.headline import headline
from app.standing.queries import Usable, judge, usable_decisions

OTHER_LINES = frozenset({DecisionKind.GATE, DecisionKind.ADOPTION, DecisionKind.WINDOW})
"""Decisions that put another rule, or other five years, in the place of a line.

Another reading of a month or version of a rule leaves the line: ``by_when`` knows of these by itself.
"""


@dataclass(frozen=True, slots=True)
class Coming:
    """A day from which other decisions hold, and these."""

    day: date
    usable: Usable


def coming_decisions(school_id: int, as_of: date) -> tuple[Coming, ...]:
    """The days to come on which a line may change, the nearest first; mostly there is none."""
    to_come = decisions_to_come(school_id, as_of)
    days = sorted({row.effective_from for row in to_come if row.kind in OTHER_LINES})
    if not days:
        return ()
    gate_only = {row.effective_from for row in to_come} - {
        row.effective_from for row in to_come if row.kind is not DecisionKind.GATE
    }
    return tuple(Coming(day, _usable_on(school_id, day, gate_only=day in gate_only)) for day in days)


def _usable_on(school_id: int, day: date, *, gate_only: bool) -> Usable:
    """The decisions of a day; where only another gate begins, with the rules alone that may decide."""
    usable = usable_decisions(law_of(school_id), school_facts(school_id, day), day)
    gating = frozenset(entry.rule for entry in usable.school.gating)
    return replace(usable, law=_only(usable.law, gating)) if gate_only and gating else usable


@lru_cache(maxsize=64)
def _only(law: Law, rules: frozenset[str]) -> Law:
    """The law with some rules alone: to judge a whole school by all of them takes twice the time."""
    return replace(law, rules=tuple(rule for rule in law.rules if rule.id in rules))


def coming_needs(
    comings: Iterable[Coming], teacher: Teacher, records: tuple[Record, ...], now: Evaluation
) -> list[ByWhen]:
    """What the lines need that take the place of today's, and what keeps a coming gate from passing."""
    found: list[ByWhen | None] = []
    gate = now.gate.rule if now.gate else None
    known = {one.rule.window: _line(one) for one in headline(now).first_two}
    for coming in comings:
        law, school = coming.usable.law, coming.usable.school
        then = judge(coming.usable, teacher, records, coming.day)
        turned = then.gate is not None and then.gate.rule != gate
        gate = then.gate.rule if then.gate else None
        if turned:
            found.append(gate_year(law, school, teacher, records, as_of=now.as_of, then=then))
        lines = [
            one
            for one in headline(then).first_two
            if known.get(one.rule.window) != _line(one) or (turned and _fails(one, gate))
        ]
        for line in lines:
            decides = gate == line.rule.id
            need = needed_then(
                law, school, teacher, records, line, decides=decides, as_of=now.as_of, day=coming.day
            )
            found.append(need)
        known |= {one.rule.window: _line(one) for one in lines}
    return [need for need in found if need]


def _fails(line: Verdict, gate: str | None) -> bool:
    """Whether a line that is one of today's already keeps a recommendation from passing once it decides."""
    return line.rule.id == gate and line.rolling and line.standing in PASSED


def _line(verdict: Verdict) -> tuple[str, bool]:
    return verdict.rule.id, verdict.rolling
