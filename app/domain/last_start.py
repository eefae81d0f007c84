"""The last day on which practice can still begin in time, counted backwards from a deadline."""

from datetime import date, timedelta
from functools import lru_cache

from app.domain.calendar import Calendar
from app.domain.days import DayRange, attendance
from app.domain.facts import DAY_CAP, Host, Profile, Record, Venue
from app.domain.windows import Window

AHEAD = timedelta(days=366 * 11)
"""Beyond any deadline: the cycle after the one that runs ends within it."""


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
