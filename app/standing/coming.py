"""What is decided or published for coming days: the lines that a school looks at from then on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.domain.by_when import PASSED, ByWhen, needed_then
from app.domain.facts import Record, School, Teacher
from app.domain.gate_year import gate_year
from app.domain.outcome import Evaluation, Standing, Verdict
from app.domain.plan import applies
from app.domain.rules import Law, Rule, RuleStatus, RuleWindow
from app.domain.windows import ONE_DAY
from app.schools.models import DecisionKind
from app.schools.queries import decisions_to_come, school_facts
from app.standing.headline import first_of_rules, headline
from app.standing.queries import Usable, judge, usable_decisions

OTHER_LINES = frozenset({DecisionKind.GATE, DecisionKind.ADOPTION, DecisionKind.WINDOW})
"""Decisions that put another rule, or other five years, in the place of a line.

Another reading of a month leaves the line: ``by_when`` knows of these by itself.
"""
_FORESEEN = frozenset({Standing.MET, Standing.OPEN, Standing.NOT_YET_DUE})
"""Of these lines ``by_when`` looks ahead, at another version of their rule, too."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A day from which other decisions or rules hold, and these."""

    day: date
    usable: Usable
    begins: frozenset[str]
    """The rules of which a version is judged from that day on."""


def coming_decisions(school_id: int, law: Law, as_of: date) -> tuple[Coming, ...]:
    """The days to come on which a line may change, the nearest first; mostly there is none."""
    to_come = decisions_to_come(school_id, as_of)
    decided = {row.effective_from for row in to_come if row.kind in OTHER_LINES}
    begun = {one.effective_from for one in law.rules if one.effective_from and one.effective_from > as_of}
    others = {row.effective_from for row in to_come if row.kind is not DecisionKind.GATE}
    found = []
    for day in sorted(decided | begun):
        usable = usable_decisions(law, school_facts(school_id, day), day)
        begins = _begin_on(day, law, usable.school)
        if begins or day in decided:
            found.append(Coming(day, usable if day in others else _narrowed(usable, day, begins), begins))
    return tuple(found)


def _begin_on(day: date, law: Law, school: School) -> frozenset[str]:
    """The rules that are law, and of which a version is judged at the school from the day on."""
    return frozenset(
        rule.id
        for rule in law.rules
        if _in_force(rule, school, day) and not _in_force(rule, school, day - ONE_DAY)
    )


def _narrowed(usable: Usable, day: date, begins: frozenset[str]) -> Usable:
    """With the rules alone that may decide, that begin, or that are shown first beside what begins."""
    gating = {entry.rule for entry in usable.school.gating}
    in_force = [one for one in usable.law.rules if _in_force(one, usable.school, day)]
    windows = {one.window for one in in_force if one.id in begins}
    first = {
        min((one for one in in_force if one.window is window), key=first_of_rules).id for window in windows
    }
    rules = frozenset(gating | begins | first)
    return replace(usable, law=_only(usable.law, rules)) if rules else usable


def _in_force(rule: Rule, school: School, day: date) -> bool:
    return rule.status is RuleStatus.IN_FORCE and applies(rule, school, day)


@lru_cache(maxsize=64)
def _only(law: Law, rules: frozenset[str]) -> Law:
    """The law with some rules alone: to judge a whole school by all of them takes twice the time."""
    return replace(law, rules=tuple(rule for rule in law.rules if rule.id in rules))


def coming_needs(
    comings: Iterable[Coming], teacher: Teacher, records: tuple[Record, ...], now: Evaluation
) -> list[ByWhen]:
    """What is needed by what is none of today's lines, and what keeps a coming gate from passing."""
    found: list[ByWhen | None] = []
    gate = now.gate.rule if now.gate else None
    today = headline(now).first_two
    known = {one.rule.window: _line(one) for one in today}
    for coming in comings:
        law, school = coming.usable.law, coming.usable.school
        then = judge(coming.usable, teacher, records, coming.day)
        turned = then.gate is not None and then.gate.rule != gate
        gate = then.gate.rule if then.gate else gate
        if turned:
            found.append(gate_year(law, school, teacher, records, as_of=now.as_of, then=then))
        begun = [] if not coming.begins else _begun(coming, then, today)
        lines = headline(then).first_two
        other = [
            one for one in lines if known.get(one.rule.window) != _line(one) or (turned and _fails(one, gate))
        ]
        for line in (*other, *(one for one in begun if one not in other)):
            decides = gate == line.rule.id
            need = needed_then(
                law, school, teacher, records, line, decides=decides, as_of=now.as_of, day=coming.day
            )
            found.append(need)
        known |= {one.rule.window: _line(one) for one in lines}
    return [need for need in found if need]


def _begun(coming: Coming, then: Evaluation, today: Iterable[Verdict]) -> list[Verdict]:
    """What rules that begin on a day say on it, but of which today's lines do not look ahead to them."""
    newest = {one.rule.id: one for one in then.verdicts if one.rule.window is not RuleWindow.NONE}
    foreseen = {one.rule.id for one in today if _foresees(one, coming.day)}
    return [newest[rule] for rule in sorted(coming.begins - foreseen) if rule in newest]


def _foresees(line: Verdict, day: date) -> bool:
    """Whether what a line of today needs by when is judged as on a coming day already."""
    held = line.rolling or line.window.last_day >= day or line.standing is Standing.NOT_YET_DUE
    return held and line.standing in _FORESEEN


def _fails(line: Verdict, gate: str | None) -> bool:
    """Whether a line that is one of today's already keeps a recommendation from passing once it decides."""
    return line.rule.id == gate and line.rolling and line.standing in PASSED


def _line(verdict: Verdict) -> tuple[str, bool]:
    return verdict.rule.id, verdict.rolling
