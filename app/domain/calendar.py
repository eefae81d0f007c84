"""Statutory working days: weekends, holiday blocks and make-up days, year by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayBlock:
    """Consecutive days off under one name; its weekend days belong to it."""

    name: str
    first_day: date
    last_day: date

    def days(self) -> list[date]:
        """Every day of the block, both ends included."""
        length = (self.last_day - self.first_day).days + 1
        return [self.first_day + timedelta(days=n) for n in range(length)]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What one year's notice says."""

    year: int
    source: str
    holidays: tuple[HolidayBlock, ...]
    make_up_days: frozenset[date]
    """Weekend days that are worked in exchange for a day of a holiday block."""


class Calendar:
    """The statutory calendar; Monday to Friday stands in for a year that is not held."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self.years = {year.year: year for year in years}
        self._holidays = frozenset(
            day for year in self.years.values() for block in year.holidays for day in block.days()
        )
        self._make_up_days = frozenset(day for year in self.years.values() for day in year.make_up_days)

    def covers(self, year: int) -> bool:
        return year in self.years

    def covers_all(self, first_day: date, last_day: date) -> bool:
        """Whether every year between the two days is held."""
        return all(map(self.covers, range(first_day.year, last_day.year + 1)))

    def source(self, year: int) -> str | None:
        """The notice or publication a year was taken from; None when it is not held."""
        held = self.years.get(year)
        return held.source if held else None

    def is_holiday(self, day: date) -> bool:
        """Whether the day lies in an official holiday block."""
        return day in self._holidays

    def holidays_among(self, days: Iterable[date]) -> dict[str, int]:
        """How many of the days lie in each official holiday, by its name, in order of the year."""
        wanted = frozenset(days)
        off = wanted & self._holidays
        found: dict[str, int] = {}
        for year in sorted({day.year for day in wanted} & self.years.keys()):
            for block in self.years[year].holidays:
                met = sum(block.first_day <= day <= block.last_day for day in off)
                if met:
                    found[block.name] = found.get(block.name, 0) + met
        return found

    def workdays_after(self, day: date, until: date) -> int:
        """Working days after a day, up to and with another: how long something has waited."""
        return sum(self.is_workday(day + timedelta(days=n)) for n in range(1, (until - day).days + 1))

    def is_workday(self, day: date) -> bool:
        if day in self._make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in self._holidays
