"""By when a teacher must do what: the next date of a verdict, the hours still needed, the last day to start.

Only what is credited today is looked at; a plan is no fact. A record that starts on the day named, attends
the working days of the school's own reading and lasts until the deadline credits enough, one that starts
a working day later does not. Leaves of the teacher are not taken off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from app.domain.calendar import Calendar
from app.domain.claims import Claims
from app.domain.days import DayRange, attendance
from app.domain.facts import DAY_CAP, Host, Profile, Record, School, Teacher, Venue
from app.domain.outcome import Standing, Verdict
from app.domain.plan import Judgement, applies, plan_for, profile_on
from app.domain.rules import Law, RuleWindow
from app.domain.timeline import falls_due
from app.domain.verdicts import bound_from, exemption_of
from app.domain.windows import ONE_DAY, Window, fixed_window, rolling_window, year_window

LATE = frozenset({Standing.NOT_MET, Standing.PENDING, Standing.NEEDS_RULING})
AHEAD = timedelta(days=366 * 11)
"""Beyond any deadline: the cycle after the one that runs ends within it."""


class NextDate(StrEnum):
    """What the next date of a verdict is."""

    LATE = "late"
    """It has passed."""
    ENDS = "ends"
    """The last day of a year or cycle that is still running."""
    DROPS = "drops"
    """From this day a rolling window holds less than required."""
    FALLS_DUE = "falls_due"
    """The day on which a rule that is not yet due first asks for its hours."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day, and the window that must hold enough on it."""

    kind: NextDate
    day: date
    window: Window

    @property
    def until(self) -> date:
        """The last day on which practice still helps."""
        return self.day - ONE_DAY if self.kind is NextDate.DROPS else self.day


@dataclass(frozen=True, slots=True)
class ByWhen:
    """What one verdict still needs, and by when; hours as half-hours."""

    verdict: Verdict
    deadline: Deadline | None
    """None where it has passed."""
    half_hours: int
    """What must be added so that the line holds on that day."""
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
        return self.deadline.kind if self.deadline else NextDate.LATE

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
    found: list[ByWhen] = []
    claims = None
    for verdict in verdicts:
        if verdict.standing in LATE:
            found.append(_late(verdict))
            continue
        deadline = deadline_of(verdict, school, as_of)
        judgement = _judgement(law, school, verdict, deadline) if deadline else None
        if deadline is None or judgement is None or not _asked(judgement, teacher):
            continue
        if claims is None:
            claims = Claims(plan_for(law, school, as_of).days, teacher, records, as_of)
        found += _needed(law, judgement, deadline, verdict, claims, teacher=teacher, as_of=as_of)
    return found


def deadline_of(verdict: Verdict, school: School, as_of: date) -> Deadline | None:
    """The next date on which a verdict changes of itself or must hold; None where there is none."""
    match verdict.standing:
        case Standing.OPEN:
            return Deadline(NextDate.ENDS, verdict.window.last_day, verdict.window)
        case Standing.MET if verdict.drops_on:
            return Deadline(NextDate.DROPS, verdict.drops_on, rolling_window(verdict.drops_on))
        case Standing.NOT_YET_DUE if due := falls_due(verdict):
            return Deadline(NextDate.FALLS_DUE, due, rolling_window(due))
        case Standing.NOT_YET_DUE if verdict.window.last_day >= as_of:
            window = _next_window(verdict, school)
            return Deadline(NextDate.FALLS_DUE, window.last_day, window)
        case _:
            return None


def _next_window(verdict: Verdict, school: School) -> Window:
    """The first full year or cycle after the one in which the rule began to bind."""
    begins = verdict.window.last_day + ONE_DAY
    if verdict.rule.window is RuleWindow.YEAR:
        return year_window(begins, school.year_basis)
    return fixed_window(school.cycle_start, begins)


def _late(verdict: Verdict) -> ByWhen:
    return ByWhen(
        verdict=verdict,
        deadline=None,
        half_hours=verdict.shortfall or 0,
        start_by=None,
        calendar_days=verdict.profile is Profile.CAL30,
        provisional=False,
        leave=False,
    )


def _judgement(law: Law, school: School, verdict: Verdict, deadline: Deadline) -> Judgement | None:
    """The rule as it will be judged on the day, by the version and the reading in force then."""
    versions = (verdict.rule, *law.versions(verdict.rule.id))
    rule = next((one for one in versions if applies(one, school, deadline.day)), None)
    if rule is None:
        return None
    profile = profile_on(school, deadline.day)
    return Judgement(
        rule=rule,
        window=deadline.window,
        days=0,
        judged_on=deadline.day,
        profile=profile,
        counting=law.counting_on(deadline.day),
        required=rule.required(profile),
        rolling=verdict.rolling,
        provisional=verdict.provisional,
        preceding=law.preceding(rule),
    )


def _asked(judgement: Judgement, teacher: Teacher) -> bool:
    """Whether the rule asks anything of the teacher on the day."""
    return bound_from(judgement, teacher) is not None and exemption_of(judgement, teacher) is None


def _needed(
    law: Law,
    judgement: Judgement,
    deadline: Deadline,
    verdict: Verdict,
    claims: Claims,
    *,
    teacher: Teacher,
    as_of: date,
) -> Iterable[ByWhen]:
    """What lacks on the day; nothing where the window will hold enough."""
    rule, profile = judgement.rule, judgement.profile
    credited = claims.account(rule, profile, judgement.counting).credited
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
