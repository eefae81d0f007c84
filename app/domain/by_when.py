"""By when a teacher must do what: the next date of a verdict, the hours still needed, the last day to start.

Only what is credited today is looked at; a plan is no fact. A record that starts on the day named, attends
the working days of the school's own reading and lasts until the deadline credits enough, one that starts
a working day later does not. Leaves of the teacher are not taken off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from app.domain.calendar import Calendar
from app.domain.claims import Claims
from app.domain.days import DayRange, attendance
from app.domain.deadlines import Ahead, Deadline, NextDate, asked, deadline_of, judgement_on
from app.domain.facts import DAY_CAP, Host, Profile, Record, School, Teacher, Venue
from app.domain.outcome import Standing, Verdict
from app.domain.plan import plan_for
from app.domain.rules import Law
from app.domain.windows import Window

__all__ = ["LATE", "ByWhen", "Deadline", "NextDate", "by_when", "imagined", "last_start"]

LATE = {
    Standing.NOT_MET: NextDate.LATE,
    Standing.PENDING: NextDate.IN_REVIEW,
    Standing.NEEDS_RULING: NextDate.TO_RULE,
}
"""Where the day has passed, and what comes next."""
AHEAD = timedelta(days=366 * 11)
"""Beyond any deadline: the cycle after the one that runs ends within it."""


@dataclass(frozen=True, slots=True)
class ByWhen:
    """What one verdict still needs, and by when; hours as half-hours."""

    verdict: Verdict
    deadline: Deadline | None
    """None where it has passed."""
    half_hours: int
    """What must be added so that the line holds on that day; nothing where others act first."""
    start_by: date | None
    """The last day to start; None where it has passed or no start is early enough."""
    calendar_days: bool
    """Under the school's reading a day is a calendar day, not a working day."""
    provisional: bool
    """Working days were counted in a year whose holidays are not known."""
    leave: bool
    """A leave lies before the deadline; its days are not taken off."""

    @property
    def kind(self) -> NextDate:
        return self.deadline.kind if self.deadline else LATE[self.verdict.standing]

    @property
    def day(self) -> date | None:
        return self.deadline.day if self.deadline else None

    @property
    def days(self) -> int:
        """Full days of eight hours."""
        return -(-self.half_hours // DAY_CAP)

    @property
    def too_late(self) -> bool:
        """The day is still to come, but the days left until then do not suffice."""
        return self.deadline is not None and self.start_by is None


def by_when(
    law: Law,
    school: School,
    teacher: Teacher,
    records: Iterable[Record],
    verdicts: Iterable[Verdict],
    *,
    as_of: date,
) -> list[ByWhen]:
    """For each verdict that needs something, what and by when; verdicts of these facts on this day."""
    ahead = Ahead(
        law,
        school,
        teacher,
        cache(lambda: Claims(plan_for(law, school, as_of).days, teacher, records, as_of)),
        as_of,
    )
    found: list[ByWhen] = []
    for verdict in verdicts:
        if verdict.standing in LATE:
            found.append(_late(verdict))
        elif deadline := deadline_of(verdict, ahead):
            found += _needed(verdict, deadline, ahead)
    return found


def _late(verdict: Verdict) -> ByWhen:
    return ByWhen(
        verdict=verdict,
        deadline=None,
        half_hours=(verdict.shortfall or 0) if verdict.standing is Standing.NOT_MET else 0,
        start_by=None,
        calendar_days=verdict.profile is Profile.CAL30,
        provisional=False,
        leave=False,
    )


def _needed(verdict: Verdict, deadline: Deadline, ahead: Ahead) -> Iterator[ByWhen]:
    """What lacks on the day; nothing where the window will hold enough or nothing is asked."""
    law, teacher, as_of = ahead.law, ahead.teacher, ahead.as_of
    judgement = judgement_on(verdict, ahead, deadline.day, deadline.window)
    if judgement is None or not asked(judgement, teacher):
        return
    profile, claims = judgement.profile, ahead.claims()
    credited = claims.account(judgement.rule, profile, judgement.counting).credited
    lacking = (judgement.required or 0) - credited.total(claims.days.between(*deadline.window))
    if lacking <= 0:
        return
    begins, until = max(as_of, deadline.window.first_day), deadline.until
    today = credited.total(claims.days.only(begins))
    start_by = last_start(law.calendar, profile, Window(begins, until), lacking, filled=today)
    yield ByWhen(
        verdict=verdict,
        deadline=deadline,
        half_hours=lacking,
        start_by=start_by,
        calendar_days=profile is Profile.CAL30,
        provisional=not law.calendar.covers_all(start_by or begins, until),
        leave=any(one.first_day <= until and one.last_day >= begins for one in teacher.leaves),
    )


def last_start(
    calendar: Calendar, profile: Profile, left: Window, half_hours: int, *, filled: int
) -> date | None:
    """The last day on which full days until the end of what is left still credit enough.

    ``filled`` is what the first of these days holds already.
    """
    days = _days_ahead(calendar, left.first_day.replace(month=1, day=1))
    attended = attendance(imagined(left), profile, days)
    taken = filled if attended & days.only(left.first_day) else 0
    if DAY_CAP * attended.bit_count() - taken < half_hours:
        return None
    low, high = 0, attended.bit_length()
    while high - low > 1:  # from the day `low` on enough can still be attended
        middle = (low + high) // 2
        if DAY_CAP * (attended >> middle).bit_count() >= half_hours:
            low = middle
        else:
            high = middle
    return days.day_number(low)


def imagined(span: Window) -> Record:
    """Full-time practice on an enterprise post, which every rule counts."""
    return Record("imagined", Venue.ENTERPRISE_POST, Host.ENTERPRISE, *span)


@lru_cache(maxsize=64)
def _days_ahead(calendar: Calendar, first_day: date) -> DayRange:
    return DayRange(calendar, first_day, first_day + AHEAD)
