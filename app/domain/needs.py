"""What a verdict needs, and by when: values only."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.domain.deadlines import Changed, Deadline, Measure, NextDate
from app.domain.facts import DAY_CAP
from app.domain.outcome import Standing, Verdict
from app.domain.rules import RuleWindow

PASSED = {
    Standing.NOT_MET: NextDate.LATE,
    Standing.PENDING: NextDate.IN_REVIEW,
    Standing.NEEDS_RULING: NextDate.TO_RULE,
}
"""Where the day has passed, and what comes next."""


@dataclass(frozen=True, slots=True)
class ByWhen:
    """What one verdict still needs, and by when; hours as half-hours."""

    verdict: Verdict
    deadline: Deadline | None
    """None where it has passed."""
    half_hours: int
    """What lacks on that day; nothing where the school rules first."""
    in_review: int
    """Of this, what passes if every record in review does."""
    start_by: date | None
    """The last day to start with what is left; None where nothing is or no start is early enough."""
    calendar_days: bool
    """Under the school's reading a day is a calendar day, not a working day."""
    provisional: bool
    """Working days were counted in a year whose holidays are not known."""
    leave: bool
    """A leave lies before the deadline; its days are not taken off."""
    since: date | None = None
    """From when on rolling years that lack something today have done so, where that is told."""
    put_off_to: date | None = None
    put_off_by: Changed | None = None
    """What by that day is not as it is today, and is why."""
    """Of rolling years for which what is in review suffices that day: from when on they lack all the same."""

    @property
    def kind(self) -> NextDate:
        return self.deadline.kind if self.deadline else PASSED[self.verdict.standing]

    @property
    def day(self) -> date | None:
        return self.deadline.day if self.deadline else None

    @property
    def under_another(self) -> Measure | None:
        """The line that asks for it where it is not one of today's."""
        changed = self.deadline.changed if self.deadline else None
        return changed.measure if changed else None

    @property
    def of_gate_year(self) -> bool:
        """Whether it is the year that a rule decides by which a school looks at from a coming day on."""
        measure, yearly = self.under_another, self.verdict.rule.window is RuleWindow.YEAR
        return measure is not None and yearly and self.day == measure.first_day

    @property
    def left(self) -> int:
        """What must still be done once everything in review has passed."""
        return self.half_hours - self.in_review

    @property
    def days(self) -> int:
        """The same in full days of eight hours."""
        return -(-self.left // DAY_CAP)

    @property
    def too_late(self) -> bool:
        """The day is still to come, but the days left until then do not suffice."""
        return self.deadline is not None and self.start_by is None and self.left > 0


class Next(NamedTuple):
    """The next date of one verdict on which it lacks something."""

    verdict: Verdict
    deadline: Deadline
