"""What of an impact teachers are told by mail: as with reminders only what is law, and what is known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.frozen_impact import FrozenImpact, FrozenPerson
from app.domain.reminders import Coverage
from app.standing.school_queries import Recipient

PapersOf = Callable[[int], Mapping[int, Sequence[str]]]
"""Gives the numbers of a school's recommendations in force by teacher; these build on verdicts, not the other
way round, so that who confirms brings them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One teacher, and of what changes for them that of which they are told."""

    recipient: Recipient
    person: FrozenPerson
    papers: Sequence[str] = ()
    """The numbers of their recommendations, of which it is said that they stand."""


def told(
    impact: FrozenImpact, recipients: Iterable[Recipient], coverage: Coverage, today: date
) -> list[Told]:
    """Who of an impact is written to, and of what: nobody before the school has begun to remind.

    Fewer hours that lack are told beside what else changes, and are no mail of their own.
    """
    if not coverage.live_on(today):
        return []
    people = {one.teacher_id: one for one in (*impact.people, *impact.gap_only)}
    drafts = {rule.id for rule in impact.rules if rule.simulated}
    found = (
        (one, part_told(people[one.teacher_id], drafts, coverage, one.hired_on))
        for one in recipients
        if one.teacher_id in people
    )
    return [Told(one, part) for one, part in found if part.lines or part.turn or part.asked_more]


def part_told(person: FrozenPerson, drafts: set[str], coverage: Coverage, hired_on: date) -> FrozenPerson:
    """Without the lines of drafts, and without stretches of which records may be missing."""

    def known(first_day: date) -> bool:
        return coverage.holds(max(first_day, hired_on))

    lines = tuple(line for line in person.lines if line.rule not in drafts and known(line.window_first))
    gaps = tuple(gap for gap in person.gaps if known(gap.window_first))
    turn = person.turn
    if turn and turn.window_first and not known(turn.window_first):
        turn = None
    return replace(person, lines=lines, turn=turn, gaps=gaps)
