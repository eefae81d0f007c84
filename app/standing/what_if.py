"""One teacher's verdicts as they are and as they would be with imagined periods; nothing is saved."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.domain import words
from app.domain.by_when import ByWhen, by_when, next_dates
from app.domain.claims import IN_REVIEW
from app.domain.conclusion import year_name
from app.domain.facts import DAY_CAP, Record
from app.domain.outcome import Standing, Verdict
from app.domain.timeline import Change, coming_change, credited_days, desk
from app.domain.verdicts import CycleError, evaluate
from app.domain.windows import Window, year_window
from app.domain.worksheet import Line
from app.practice.checks import latest
from app.practice.page import days_of_fact, estimate_of_fact
from app.standing.effect import Effect, effect_of_passing
from app.standing.headline import headline
from app.standing.page import why_excluded
from app.standing.queries import TeacherStanding, evaluate_teacher
from app.standing.slip import laid_out, meetings_with, most_credited

YEARS_AHEAD = 5
"""How far somebody may imagine; to write a period down it must be nearer."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in one window, before and after."""

    before: Verdict
    after: Verdict

    @property
    def dates(self) -> tuple[Change | None, Change | None]:
        """The day on which it changes of itself, before and after."""
        return coming_change(self.before), coming_change(self.after)


@dataclass(frozen=True, slots=True)
class Imagined:
    """One imagined period by itself; counts are days, sums half-hours."""

    record: Record
    attended: tuple[date, ...]
    half_hours: int
    estimate: str
    """Said behind days and hours that hang on holidays not known yet; empty where they are known."""
    credited_days: int
    credited: int
    """What it adds to the records that are there, were it alone."""
    held_days: int
    """Days that records which are there have filled, wholly or in part."""
    notes: tuple[str, ...]
    becomes: Literal["record", "plan"] | None
    """As what its teacher may keep it: None where it is too far off to be planned."""

    @property
    def days(self) -> int:
        return len(self.attended)

    @property
    def adds_nothing_new(self) -> bool:
        """Every day of it is on record already."""
        return 0 < self.days == self.held_days and not self.credited


@dataclass(frozen=True, slots=True)
class Share:
    """What an imagined record gets of its days beside the records that are there."""

    added: Mapping[date, int]
    """Half-hours that it really adds."""
    held: frozenset[date]
    """Its days on which those records leave it less than it asks, or nothing."""
    held_by: tuple[str, ...]
    """These records."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer, in the order in which a page shows it."""

    known: TeacherStanding
    effect: Effect
    imagined: tuple[Imagined, ...]
    waiting: int
    """Records in review, whether they are passed here or not."""
    current: tuple[RuleLine, ...]
    past: tuple[RuleLine, ...]
    """Earlier years that something here touches."""
    simulated: tuple[RuleLine, ...]
    running: tuple[Verdict, Verdict] | None
    """The year that runs today on its last day, before and after, where the answer is for a later one."""
    ways: tuple[ByWhen, ...]
    """What the two lines that a page shows first would still need then, where it can be done in time."""

    @property
    def running_lacks(self) -> str:
        """What the running year still lacks, which a period after it cannot make up; empty where nothing."""
        if self.running is None or self.running[1].standing is not Standing.NOT_MET:
            return ""
        before, after = self.running
        lacks = f"{year_name(after.window)}仍差 {words.hours(after.shortfall or 0)} 小时"
        return lacks if before.credited != after.credited else f"{lacks}，这段补不上"

    @property
    def provisional(self) -> bool:
        """Days were reckoned in years whose holidays are not published."""
        return any(line.after.provisional for line in (*self.current, *self.past, *self.simulated))

    @property
    def as_of(self) -> date:
        return self.effect.after.as_of


def what_if(teacher_id: int, imagined: Sequence[Record], today: date, *, pass_waiting: bool) -> WhatIf:
    """Judge with imagined periods passed: today, or on the last of their days while that is to come."""
    known = evaluate_teacher(teacher_id, max([today, *(record.last_day for record in imagined)]))
    waiting = [record for record in known.records if record.status in IN_REVIEW]
    effect = effect_of_passing(known, *imagined, *(waiting if pass_waiting else ()))
    lines = headline(effect.after)
    touched = {_key(verdict) for verdict in effect.touched}
    heads = lines.first_two
    return WhatIf(
        known=known,
        effect=effect,
        imagined=tuple(_by_itself(known, effect, record, imagined, today) for record in imagined),
        waiting=len(waiting),
        current=_paired(known, effect, (*heads, *lines.same, *lines.readings, *lines.unnumbered)),
        past=_paired(known, effect, [verdict for verdict in lines.past if _key(verdict) in touched]),
        simulated=_paired(known, effect, lines.simulated),
        running=_running(known, effect, today),
        ways=tuple(_ways(known, effect, heads, today)),
    )


def _running(known: TeacherStanding, effect: Effect, today: date) -> tuple[Verdict, Verdict] | None:
    """The running year as it will have ended, where the answer looks beyond it."""
    ends = year_window(today, known.school.year_basis).last_day
    if ends >= effect.after.as_of:
        return None
    try:
        before, after = (
            headline(evaluate(known.law, known.school, known.teacher, records, ends)).year
            for records in (known.records, effect.records)
        )
    except CycleError:  # the first cycle of the school begins only after it
        return None
    return (before, after) if before and after else None


def _ways(known: TeacherStanding, effect: Effect, heads: Iterable[Verdict], today: date) -> Iterator[ByWhen]:
    """Of what is needed, that which can begin in time and soon enough to be imagined, or only waits.

    What waits for a review is named apart, as the list of who must do what by when does.
    """
    as_of = effect.after.as_of
    for found in by_when(known.law, known.school, known.teacher, effect.records, heads, as_of=as_of):
        can_be_done = found.start_by or not found.left
        if can_be_done and found.deadline and found.deadline.until <= latest(today, YEARS_AHEAD):
            yield found


def _key(verdict: Verdict) -> tuple[str, Window]:
    return verdict.rule.id, verdict.window


def _paired(known: TeacherStanding, effect: Effect, after: Sequence[Verdict]) -> tuple[RuleLine, ...]:
    there = {_key(verdict): verdict for verdict in known.evaluation.verdicts}
    before = [there[_key(verdict)] for verdict in after]
    sides = _foreseen(known, known.records, before), _foreseen(known, effect.records, after)
    return tuple(RuleLine(*pair) for pair in zip(*sides, strict=True))


def _foreseen(
    known: TeacherStanding, records: Iterable[Record], verdicts: Sequence[Verdict]
) -> list[Verdict]:
    """The same, from when on hours will lack with all that the school has decided for later."""
    met = [one for one in verdicts if one.rolling and one.standing is Standing.MET]
    facts, as_of = (known.law, known.school, known.teacher, records, met), known.evaluation.as_of
    days = {one.verdict.rule.id: one.deadline.day for one in next_dates(*facts, as_of=as_of)}
    return [one._replace(drops_on=days.get(one.rule.id)) if one in met else one for one in verdicts]


def _by_itself(
    known: TeacherStanding, effect: Effect, record: Record, imagined: Sequence[Record], today: date
) -> Imagined:
    days = days_of_fact(record, known.school, today)
    found = laid_out(known, effect, record)
    share = _share(known, effect, record, imagined)
    return Imagined(
        record=record,
        attended=tuple(days),
        half_hours=len(days) * record.half_hours,
        estimate=estimate_of_fact(record, known.school, today),
        credited_days=len(share.added),
        credited=sum(share.added.values()),
        held_days=len(share.held),
        notes=tuple(_notes(known, found[0], imagined, share, today)) if found else (),
        becomes="record"
        if record.first_day <= today
        else "plan"
        if record.last_day <= latest(today)
        else None,
    )


def _share(known: TeacherStanding, effect: Effect, record: Record, imagined: Sequence[Record]) -> Share:
    """Of two records on one day the earlier is credited: an imagined one may only take the other's place."""
    verdict = most_credited(effect, record)
    if verdict is None:
        return Share({}, frozenset(), ())
    own = {one.id for one in imagined}
    there = tuple(one for one in effect.records if one.id not in own)
    before, after = (
        credited_days(
            desk(known.law, known.school, known.teacher, records, verdict, as_of=effect.after.as_of)
        )
        for records in (there, effect.records)
    )
    was, still = _by_day(before), _by_day({key: days for key, days in after.items() if key not in own})
    free = {day: half_hours - was[day] + still[day] for day, half_hours in after.get(record.id, {}).items()}
    days = days_of_fact(record, known.school, effect.after.as_of)
    held = frozenset(day for day in days if record.half_hours + was[day] > DAY_CAP)
    by = tuple(key for key, days in before.items() if not held.isdisjoint(days))
    return Share({day: half_hours for day, half_hours in free.items() if half_hours > 0}, held, by)


def _by_day(credited: Mapping[str, Mapping[date, int]]) -> Counter[date]:
    return sum((Counter(days) for days in credited.values()), Counter())


def _notes(
    known: TeacherStanding, line: Line, imagined: Sequence[Record], share: Share, today: date
) -> Iterator[str]:
    """Why it adds nothing or less: records that are there by name, imagined ones by their number."""
    names = {record.id: f"想象的第 {number} 段" for number, record in enumerate(imagined, 1)}
    if share.held:
        there = dict.fromkeys(f"“{known.names[record_id]}”" for record_id in share.held_by)
        yield f"{len(share.held)} 天已有记录：{'、'.join(there)}"
    elif line.reason:
        yield why_excluded(line)
    days = days_of_fact(line.record, known.school, today)
    for meeting in meetings_with(known, line.record, days, today):
        if meeting.then and meeting.record_id not in share.held_by:
            yield meeting.said
    among = tuple(overlap for overlap in line.overlaps if overlap.record_id in names)
    yield from replace(line, reason=None, resting=0, overlaps=among).notes(names.__getitem__)
