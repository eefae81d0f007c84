"""Two frozen years held beside each other: who is new or gone, and which verdicts differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.impact import LineChange, paired_lines
from app.domain.outcome import Evaluation, Standing, Verdict
from app.domain.rules import RuleWindow
from app.domain.windows import Window
from app.snapshots.frozen_row import FrozenRow, same_facts
from app.snapshots.picture import Picture, Someone, in_order
from app.snapshots.rule_sums import RuleSum, rule_sums


class Presence(StrEnum):
    """Whether somebody is in both."""

    BOTH = "both"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule in a window, before and after; standing and sums are None where it was not judged."""

    rule: str
    titled: str
    annual: bool
    first_day: date
    """Of the later window, where it was judged."""
    last_day: date
    before: Standing | None
    after: Standing | None
    credited_before: int | None
    credited_after: int | None
    required_before: int | None
    required_after: int | None
    before_first: date | None = None
    """Of the earlier window where it has other days; None where it has the same, or was not judged."""
    before_last: date | None = None
    simulated: bool = False
    """It is a draft's: nothing was decided by it."""

    @property
    def window(self) -> Window:
        return Window(self.first_day, self.last_day)

    @property
    def window_before(self) -> Window:
        """The days that the earlier side is about."""
        if self.before_first and self.before_last:
            return Window(self.before_first, self.before_last)
        return self.window

    @property
    def concluded_otherwise(self) -> bool:
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What differs for one teacher, and why in words."""

    teacher_id: int
    name: str
    staff_number: str
    department: str
    presence: Presence
    lines: tuple[Changed, ...]
    gate_before: bool | None
    gate_after: bool | None
    reasons: tuple[str, ...]

    @property
    def gate_turned(self) -> bool:
        return self.presence is Presence.BOTH and self.gate_before is not self.gate_after

    @property
    def concluded_otherwise(self) -> bool:
        """Whether a conclusion differs, not merely the hours or the ground of one."""
        return self.gate_turned or any(line.concluded_otherwise for line in self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two frozen years."""

    ground: tuple[str, ...]
    """Rules, counting and decisions that differ, in words."""
    people: tuple[PersonChange, ...]
    sums: tuple[RuleSum, ...]
    teachers_before: int
    teachers_after: int

    @property
    def new(self) -> tuple[PersonChange, ...]:
        return tuple(one for one in self.people if one.presence is Presence.NEW)

    @property
    def gone(self) -> tuple[PersonChange, ...]:
        return tuple(one for one in self.people if one.presence is Presence.GONE)

    @property
    def concluded_otherwise(self) -> tuple[PersonChange, ...]:
        return tuple(one for one in self._both if one.concluded_otherwise)

    @property
    def only_hours(self) -> tuple[PersonChange, ...]:
        """Those of whom every conclusion is the same, and hours or grounds are not."""
        return tuple(one for one in self._both if not one.concluded_otherwise)

    @property
    def _both(self) -> tuple[PersonChange, ...]:
        return tuple(one for one in self.people if one.presence is Presence.BOTH)


@dataclass(frozen=True, slots=True)
class Seen:
    """One teacher in both; None where they are not in one of them."""

    someone: Someone
    before: FrozenRow | None
    after: FrozenRow | None
    was: Evaluation | None
    now: Evaluation | None
    lines: tuple[LineChange, ...]
    """Those that differ."""

    @property
    def presence(self) -> Presence:
        if self.was and self.now:
            return Presence.BOTH
        return Presence.NEW if self.now else Presence.GONE

    @property
    def differs(self) -> bool:
        return bool(self.lines) or _gate_says(self.was) is not _gate_says(self.now)


Why = Callable[[Sequence[Seen]], Mapping[int, tuple[str, ...]]]
"""Gives the reasons of each teacher's differences."""


def compare(before: Picture, after: Picture, *, ground: tuple[str, ...], why: Why) -> Comparison:
    """Of the same day every difference counts, of two years another standing does."""
    seen = (_see(one, before, after) for one in in_order({**before.people, **after.people}))
    differing = [one for one in seen if one and (one.differs or one.presence is not Presence.BOTH)]
    reasons = why([one for one in differing if one.presence is Presence.BOTH])
    return Comparison(
        ground=ground,
        people=tuple(_person(one, reasons.get(one.someone.teacher_id, ())) for one in differing),
        sums=rule_sums(before, after),
        teachers_before=len(before.people),
        teachers_after=len(after.people),
    )


def _see(someone: Someone, before: Picture, after: Picture) -> Seen | None:
    """None where the two rows are the same."""
    key, same_day = someone.teacher_id, before.as_of == after.as_of
    stored = before.stored.get(key), after.stored.get(key)
    if same_day and stored[0] and stored[1] and same_facts(stored[0], stored[1]):
        return None
    old = before.row(key) if key in before.people else None
    new = after.row(key) if key in after.people else None
    was = before.evaluation(old) if old else None
    now = after.evaluation(new) if new else None
    pairs = tuple(paired_lines(was, now)) if was and now else ()
    if not same_day:  # of two years the newest window of each rule alone is like the other
        pairs = tuple({one.shown.rule.id: one for one in pairs}.values())
    return Seen(someone, old, new, was, now, tuple(one for one in pairs if _differs(one, same_day=same_day)))


def _differs(line: LineChange, *, same_day: bool) -> bool:
    if line.new_standing:
        return True
    old, new = line.before, line.after
    if not same_day or old is None or new is None:
        return False
    return _rests_on(old) != _rests_on(new)


def _rests_on(verdict: Verdict) -> tuple[object, ...]:
    """What is another verdict although the standing is the same."""
    rulings = (verdict.ruling, verdict.refused, verdict.other_days, verdict.decided)
    return (verdict.credited, verdict.required, verdict.records, *rulings)


def _gate_says(evaluation: Evaluation | None) -> bool | None:
    return evaluation.gate.passes if evaluation and evaluation.gate else None


def _person(seen: Seen, reasons: tuple[str, ...]) -> PersonChange:
    someone = seen.someone
    return PersonChange(
        teacher_id=someone.teacher_id,
        name=someone.name,
        staff_number=someone.staff_number,
        department=someone.department,
        presence=seen.presence,
        lines=tuple(map(_changed, seen.lines)),
        gate_before=_gate_says(seen.was),
        gate_after=_gate_says(seen.now),
        reasons=reasons,
    )


def _changed(line: LineChange) -> Changed:
    shown, old, new = line.shown, line.before, line.after
    moved = old.window if old and old.window != shown.window else None
    return Changed(
        rule=shown.rule.id,
        titled=shown.rule.number or shown.rule.title,
        annual=shown.rule.window is RuleWindow.YEAR,
        first_day=shown.window.first_day,
        last_day=shown.window.last_day,
        before=old.standing if old else None,
        after=new.standing if new else None,
        credited_before=old.credited if old else None,
        credited_after=new.credited if new else None,
        required_before=old.required if old else None,
        required_after=new.required if new else None,
        before_first=moved.first_day if moved else None,
        before_last=moved.last_day if moved else None,
        simulated=shown.simulated,
    )
