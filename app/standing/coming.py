"""What a school has decided for coming days: the lines that it looks at from then on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.by_when import ByWhen, needed_then
from app.domain.facts import Record, Teacher
from app.domain.outcome import Evaluation, Verdict
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
    law = law_of(school_id)
    return tuple(Coming(day, usable_decisions(law, school_facts(school_id, day), day)) for day in days)


def coming_needs(
    comings: Iterable[Coming], teacher: Teacher, records: tuple[Record, ...], now: Evaluation
) -> list[ByWhen]:
    """What the lines need that take the place of today's; each with the verdict of its day."""
    found: list[ByWhen] = []
    known = {_line(verdict) for verdict in headline(now).first_two}
    for coming in comings:
        usable = coming.usable
        then = judge(usable, teacher, records, coming.day)
        lines = headline(then).first_two
        for verdict in (one for one in lines if _line(one) not in known):
            decides = then.gate is not None and then.gate.rule == verdict.rule.id
            need = needed_then(
                usable.law,
                usable.school,
                teacher,
                records,
                verdict,
                decides=decides,
                as_of=now.as_of,
                day=coming.day,
            )
            found += [need] if need else []
        known = {_line(verdict) for verdict in lines}
    return found


def _line(verdict: Verdict) -> tuple[str, bool]:
    return verdict.rule.id, verdict.rolling
