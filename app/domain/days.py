"""Sets of days as whole numbers: bit n stands for the n-th day of a range.

Unions, windows and counts over five years then cost less than a microsecond each.
"""

from datetime import date

from app.domain.calendar import Calendar
from app.domain.facts import NamedPattern, Profile, Record


class DayRange:
    """A stretch of days, and which of them are worked."""

    __slots__ = ("_first", "_length", "_plain_weekdays", "_weekday_patterns", "everything", "workdays")

    def __init__(self, calendar: Calendar, first_day: date, last_day: date) -> None:
        self._first = first_day.toordinal()
        self._length = last_day.toordinal() - self._first + 1
        self.everything = (1 << self._length) - 1
        self.workdays = 0
        self._plain_weekdays = [0] * 7
        """For Monday to Sunday, its days outside holiday blocks."""
        self._weekday_patterns: dict[frozenset[int], int] = {}
        for n in range(self._length):
            day = date.fromordinal(self._first + n)
            if calendar.is_workday(day):
                self.workdays |= 1 << n
            if not calendar.is_holiday(day):
                self._plain_weekdays[day.weekday()] |= 1 << n

    def between(self, first_day: date, last_day: date) -> int:
        """The days of a span that lie in the range."""
        begin = max(first_day.toordinal() - self._first, 0)
        end = min(last_day.toordinal() - self._first + 1, self._length)
        return ((1 << (end - begin)) - 1) << begin if end > begin else 0

    def only(self, day: date) -> int:
        """The one day, or nothing where it lies outside the range."""
        n = day.toordinal() - self._first
        return 1 << n if 0 <= n < self._length else 0

    def on_weekdays(self, weekdays: frozenset[int]) -> int:
        """The days on the given ISO weekdays, less every day of a holiday block."""
        days = self._weekday_patterns.get(weekdays)
        if days is None:
            days = 0
            for weekday in weekdays:
                days |= self._plain_weekdays[weekday - 1]
            self._weekday_patterns[weekdays] = days
        return days

    def dates(self, days: int) -> list[date]:
        """The days of a set, in order."""
        found = []
        while days:
            lowest = days & -days
            found.append(date.fromordinal(self._first + lowest.bit_length() - 1))
            days ^= lowest
        return found

    def day_number(self, n: int) -> date:
        """The n-th day of the range."""
        return date.fromordinal(self._first + n)


def attendance(record: Record, profile: Profile, days: DayRange) -> int:
    """The days of the range on which a record attends; an absence wins over everything else."""
    return attendance_in(days.between(record.first_day, record.last_day), record, profile, days)


def attendance_in(span: int, record: Record, profile: Profile, days: DayRange) -> int:
    """The same of a record whose span is known."""
    if isinstance(record.pattern, frozenset):
        attended = span & days.on_weekdays(record.pattern)
    elif record.pattern is NamedPattern.DAILY or profile is Profile.CAL30:
        attended = span
    else:
        attended = span & days.workdays
    for day in record.attended_rest_days:
        attended |= days.only(day) & span
    for day in record.absent:
        attended &= ~days.only(day)
    return attended
