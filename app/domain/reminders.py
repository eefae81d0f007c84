"""Which reminders fall due on a day, and which come later: two kinds, three steps each.

A *shortfall* looks at a year, or a fixed five-year cycle, that is still running and lacks
hours even if everything that waits for review is approved. A *roll-off* looks at rolling
five years that hold enough today and will not, once old hours leave them.

Nothing goes out before the school's ``live_from``, and a step whose day had passed by then
stays silent: starting a school must not pour out last autumn's mail. Nothing is said of
hours in a stretch that HR has not confirmed to be complete.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.domain.outcome import Standing, Verdict
from app.domain.rules import RuleStatus
from app.domain.windows import ONE_DAY, rolling_window


class ReminderKind(StrEnum):
    """What a reminder warns of."""

    SHORTFALL = "shortfall"
    ROLL_OFF = "roll_off"


STEPS = {
    ReminderKind.SHORTFALL: (122, 61, 31),
    ReminderKind.ROLL_OFF: (180, 90, 30),
}
"""Days ahead of the day on which it is too late. Of a calendar year: 1 September, 1 November, 1 December."""


class ReminderKey(NamedTuple):
    """What makes a reminder of a person go out once: the columns of its row."""

    rule: str
    cycle: str
    step: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """From when reminders go out, and from when on records are known to be complete."""

    live_from: date | None
    complete_from: date | None

    def live_on(self, day: date) -> bool:
        """Whether reminders go out on a day."""
        return self.live_from is not None and self.live_from <= day

    def holds(self, first_day: date) -> bool:
        """Whether nothing is missing from this day on."""
        return self.complete_from is not None and self.complete_from <= first_day


@dataclass(frozen=True, slots=True)
class Reminder:
    """One step towards one deadline."""

    kind: ReminderKind
    verdict: Verdict
    cycle: date
    """The window's first day, or the day on which too few hours are left."""
    too_late_on: date
    step: int
    """Days ahead of ``too_late_on``."""

    @property
    def due_on(self) -> date:
        return self.too_late_on - timedelta(days=self.step)

    @property
    def key(self) -> ReminderKey:
        return ReminderKey(self.verdict.rule.id, f"{self.cycle}", f"{self.kind}-{self.step}")


def due_reminders(
    verdicts: Iterable[Verdict],
    as_of: date,
    *,
    hired_on: date,
    coverage: Coverage,
    sent: frozenset[ReminderKey],
) -> tuple[Reminder, ...]:
    """What falls due on the day or fell due before it: of each deadline only its newest step, once."""
    found = []
    for steps in _deadlines(verdicts, as_of, hired_on, coverage):
        passed = [reminder for reminder in steps if reminder.due_on <= as_of]
        if passed and passed[-1].key not in sent:
            found.append(passed[-1])
    return tuple(found)


def coming_reminders(
    verdicts: Iterable[Verdict], as_of: date, *, hired_on: date, coverage: Coverage
) -> tuple[Reminder, ...]:
    """What will go out after the day if nothing changes, the nearest first."""
    coming = [
        reminder
        for steps in _deadlines(verdicts, as_of, hired_on, coverage)
        for reminder in steps
        if reminder.due_on > as_of
    ]
    return tuple(sorted(coming, key=lambda reminder: reminder.due_on))


def _deadlines(
    verdicts: Iterable[Verdict], as_of: date, hired_on: date, coverage: Coverage
) -> Iterable[list[Reminder]]:
    """The steps towards each deadline, in order of their days."""
    live_from = coverage.live_from
    if live_from is None or not coverage.live_on(as_of):
        return
    for verdict in verdicts:
        first = _first_step(verdict, as_of)
        if first is None or not coverage.holds(max(_looked_at_from(first), hired_on)):
            continue
        steps = [replace(first, step=step) for step in STEPS[first.kind]]
        yield [reminder for reminder in steps if reminder.due_on >= live_from]


def _first_step(verdict: Verdict, as_of: date) -> Reminder | None:
    """The earliest step towards a verdict's deadline; None where there is nothing to warn of."""
    if verdict.rule.status is not RuleStatus.IN_FORCE:
        return None
    if verdict.standing is Standing.OPEN and (verdict.shortfall or 0) > verdict.pending:
        kind, cycle, too_late_on = (
            ReminderKind.SHORTFALL,
            verdict.window.first_day,
            verdict.window.last_day + ONE_DAY,
        )
    elif verdict.standing is Standing.MET and verdict.drops_on is not None and verdict.drops_on > as_of:
        kind, cycle, too_late_on = ReminderKind.ROLL_OFF, verdict.drops_on, verdict.drops_on
    else:
        return None
    return Reminder(kind, verdict, cycle, too_late_on, STEPS[kind][0])


def _looked_at_from(reminder: Reminder) -> date:
    """The first day of the window in which hours lack or will lack."""
    if reminder.kind is ReminderKind.ROLL_OFF:
        return rolling_window(reminder.too_late_on).first_day
    return reminder.verdict.window.first_day
