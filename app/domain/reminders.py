"""Which reminders fall due on a day, and which come later: three kinds, three steps each.

Both are what ``by_when`` finds, so that nobody is told another day than the pages name, or one that a
decision confirmed for a later day moves; and both lack hours even if everything that waits for review is
approved. A *shortfall* looks at a year, or a fixed five-year cycle, that is still running and will not hold
enough on its last day. A *roll-off* looks at rolling five years that hold enough today and from some day on
will not. A *change* looks at the year by which recommendations will be judged from a coming day on.

Nothing goes out before the school's ``live_from``, and a step whose day had passed by then
stays silent: starting a school must not pour out last autumn's mail. Nothing is said of
hours in a stretch that HR has not confirmed to be complete.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.domain.by_when import ByWhen
from app.domain.deadlines import Deadline, NextDate
from app.domain.outcome import Standing, Verdict
from app.domain.rules import RuleStatus
from app.domain.windows import ONE_DAY


class ReminderKind(StrEnum):
    """What a reminder warns of."""

    SHORTFALL = "shortfall"
    ROLL_OFF = "roll_off"
    CHANGE = "change"


STEPS = {
    ReminderKind.SHORTFALL: (122, 61, 31),
    ReminderKind.ROLL_OFF: (180, 90, 30),
    ReminderKind.CHANGE: (122, 61, 31),
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
    need: ByWhen
    deadline: Deadline
    step: int
    """Days ahead of ``too_late_on``."""

    @property
    def verdict(self) -> Verdict:
        return self.need.verdict

    @property
    def too_late_on(self) -> date:
        """The day after the last of a year or cycle, or the one on which too few hours are left."""
        if self.kind is ReminderKind.CHANGE:
            return self.deadline.until + ONE_DAY
        day = self.deadline.day
        return day + ONE_DAY if self.kind is ReminderKind.SHORTFALL else day

    @property
    def cycle(self) -> date:
        """The window's first day, or the day on which too few hours are left or another rule decides."""
        shortfall = self.kind is ReminderKind.SHORTFALL
        return self.deadline.window.first_day if shortfall else self.deadline.day

    @property
    def due_on(self) -> date:
        return self.too_late_on - timedelta(days=self.step)

    @property
    def key(self) -> ReminderKey:
        return ReminderKey(self.verdict.rule.id, f"{self.cycle}", f"{self.kind}-{self.step}")


def due_reminders(
    needs: Iterable[ByWhen],
    as_of: date,
    *,
    hired_on: date,
    coverage: Coverage,
    sent: frozenset[ReminderKey],
) -> tuple[Reminder, ...]:
    """What falls due on the day or fell due before it: of each deadline only its newest step, once."""
    found = []
    for steps in _deadlines(needs, as_of, hired_on, coverage):
        passed = [reminder for reminder in steps if reminder.due_on <= as_of]
        if passed and passed[-1].key not in sent:
            found.append(passed[-1])
    return tuple(found)


def coming_reminders(
    needs: Iterable[ByWhen], as_of: date, *, hired_on: date, coverage: Coverage
) -> tuple[Reminder, ...]:
    """What will go out after the day if nothing changes, the nearest first."""
    coming = [
        reminder
        for steps in _deadlines(needs, as_of, hired_on, coverage)
        for reminder in steps
        if reminder.due_on > as_of
    ]
    return tuple(sorted(coming, key=lambda reminder: reminder.due_on))


def _deadlines(
    needs: Iterable[ByWhen], as_of: date, hired_on: date, coverage: Coverage
) -> Iterable[list[Reminder]]:
    """The steps towards each deadline, in order of their days."""
    live_from = coverage.live_from
    if live_from is None or not coverage.live_on(as_of):
        return
    for need in needs:
        first = _first_step(need)
        if first is None or not coverage.holds(max(first.deadline.window.first_day, hired_on)):
            continue
        steps = [replace(first, step=step) for step in STEPS[first.kind]]
        yield [reminder for reminder in steps if reminder.due_on >= live_from]


def _first_step(need: ByWhen) -> Reminder | None:
    """The earliest step towards a deadline; None where there is nothing to warn of."""
    verdict, deadline = need.verdict, need.deadline
    if deadline is None or not need.left or verdict.rule.status is not RuleStatus.IN_FORCE:
        return None
    if verdict.standing not in {Standing.OPEN, Standing.MET} and need.kind is not NextDate.CHANGES:
        return None  # that of a coming day is judged as on that day
    kind = ReminderKind.ROLL_OFF if verdict.rolling else ReminderKind.SHORTFALL
    if need.of_gate_year:
        kind = ReminderKind.CHANGE
    return Reminder(kind, need, deadline, STEPS[kind][0])
