"""The stretch of days a rule looks at, and entries that hold from a day on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol, TypeVar

from app.domain.facts import YearBasis

CYCLE_YEARS = 5
ACADEMIC_FIRST_MONTH = 9
ONE_DAY = timedelta(days=1)


class Window(NamedTuple):
    """First and last day, both included."""

    first_day: date
    last_day: date


class CycleError(ValueError):
    """The day asked for lies before the first fixed cycle, or no first cycle is set."""

    def __init__(self, cycle_start: date | None, as_of: date) -> None:
        if cycle_start is None:
            super().__init__("固定周期未设置首个周期的起始日（cycle_start）")
        else:
            super().__init__(f"截至日 as_of = {as_of} 早于首个固定周期的起始日 cycle_start = {cycle_start}")


class Dated(Protocol):
    """An entry that holds from its first day until the next entry."""

    @property
    def first_day(self) -> date: ...


Entry = TypeVar("Entry", bound=Dated)


def entry_on(entries: Sequence[Entry], day: date) -> Entry | None:
    """The entry in force on a day; the entries stand in order of their first day."""
    for entry in reversed(entries):
        if entry.first_day <= day:
            return entry
    return None


def same_day_in_years(day: date, years: int) -> date:
    """The same day of another year; a 29 February that does not exist is 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def year_window(day: date, basis: YearBasis) -> Window:
    """The calendar or academic year that holds the day."""
    if basis is YearBasis.CALENDAR:
        return Window(date(day.year, 1, 1), date(day.year, 12, 31))
    begins = day.year if day.month >= ACADEMIC_FIRST_MONTH else day.year - 1
    return Window(date(begins, ACADEMIC_FIRST_MONTH, 1), date(begins + 1, ACADEMIC_FIRST_MONTH, 1) - ONE_DAY)


def year_begun(year: int, basis: YearBasis) -> Window:
    """The calendar or academic year that begins in a calendar year."""
    return year_window(date(year, 12, 31), basis)


def begun_in(window: Window, year: int) -> Window:
    """The same stretch of the year, begun in another."""
    by = year - window.first_day.year
    return Window(same_day_in_years(window.first_day, by), same_day_in_years(window.last_day, by))


def rolling_window(as_of: date) -> Window:
    """The five years that end on the day."""
    return Window(same_day_in_years(as_of + ONE_DAY, -CYCLE_YEARS), as_of)


def fixed_window(cycle_start: date | None, as_of: date) -> Window:
    """The five-year cycle that holds the day.

    Raises:
        CycleError: the day lies before the first cycle, or there is none.
    """
    if cycle_start is None or as_of < cycle_start:
        raise CycleError(cycle_start, as_of)
    years = (as_of.year - cycle_start.year) // CYCLE_YEARS * CYCLE_YEARS
    if same_day_in_years(cycle_start, years) > as_of:
        years -= CYCLE_YEARS
    first_day = same_day_in_years(cycle_start, years)
    return Window(first_day, same_day_in_years(cycle_start, years + CYCLE_YEARS) - ONE_DAY)
