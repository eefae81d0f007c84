"""One teacher's verdicts as they are and as they would be with imagined periods; nothing is saved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.by_when import ByWhen, by_when
from app.domain.claims import IN_REVIEW
from app.domain.facts import Record
from app.domain.outcome import Evaluation, Verdict
from app.domain.timeline import Change, coming_change
from app.domain.windows import Window
from app.domain.worksheet import Line
from app.practice.checks import latest
from app.practice.page import days_of_fact
from app.standing.effect import Effect, effect_of_passing
from app.standing.headline import headline
from app.standing.page import why_excluded
from app.standing.queries import TeacherStanding, evaluate_teacher
from app.standing.slip import laid_out


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
    days: int
    half_hours: int
    credited_days: int
    credited: int
    notes: tuple[str, ...]


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
    ways: tuple[ByWhen, ...]
    """What the two lines that a page shows first would still need then, where it can be done in time."""

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
    heads = [verdict for verdict in (lines.year, lines.five) if verdict]
    before = known.evaluation
    return WhatIf(
        known=known,
        effect=effect,
        imagined=tuple(_by_itself(known, effect, record, imagined, today) for record in imagined),
        waiting=len(waiting),
        current=_paired(before, (*heads, *lines.same, *lines.readings, *lines.unnumbered)),
        past=_paired(before, (verdict for verdict in lines.past if _key(verdict) in touched)),
        simulated=_paired(before, lines.simulated),
        ways=tuple(_ways(known, effect, heads, today)),
    )


def _ways(known: TeacherStanding, effect: Effect, heads: Iterable[Verdict], today: date) -> Iterator[ByWhen]:
    """Of what is needed, that which can begin in time, and soon enough to be written down already."""
    as_of = effect.after.as_of
    for found in by_when(known.law, known.school, known.teacher, effect.records, heads, as_of=as_of):
        if found.start_by and found.deadline and found.deadline.until <= latest(today):
            yield found


def _key(verdict: Verdict) -> tuple[str, Window]:
    return verdict.rule.id, verdict.window


def _paired(before: Evaluation, after: Iterable[Verdict]) -> tuple[RuleLine, ...]:
    known = {_key(verdict): verdict for verdict in before.verdicts}
    return tuple(RuleLine(known[_key(verdict)], verdict) for verdict in after)


def _by_itself(
    known: TeacherStanding, effect: Effect, record: Record, imagined: Sequence[Record], today: date
) -> Imagined:
    days = days_of_fact(record, known.school, today)
    found = laid_out(known, effect, record)
    line = found[0] if found else None
    return Imagined(
        record=record,
        days=len(days),
        half_hours=len(days) * record.half_hours,
        credited_days=line.credited_days if line else 0,
        credited=line.credited if line else 0,
        notes=tuple(_notes(known, line, imagined)) if line else (),
    )


def _notes(known: TeacherStanding, line: Line, imagined: Sequence[Record]) -> list[str]:
    """Why it credits nothing or less, other records called by name and imagined ones by their number."""
    names = {record_id: str(name) for record_id, name in known.names.items()}
    names |= {record.id: f"想象的第 {number} 段" for number, record in enumerate(imagined, 1)}
    why = [why_excluded(line)] if line.reason else []
    return why + replace(line, reason=None, resting=0).notes(names.__getitem__)
