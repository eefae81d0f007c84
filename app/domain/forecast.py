"""What leaves a rolling window as days pass, if nothing is added."""

from collections.abc import Iterator
from datetime import date

from app.domain.days import DayRange
from app.domain.ledger import Ledger
from app.domain.windows import CYCLE_YEARS, ONE_DAY, rolling_window, same_day_in_years


def leaves_on(day: date) -> date:
    """The first as-of date whose rolling window no longer holds the day."""
    as_of = same_day_in_years(day, CYCLE_YEARS)
    while rolling_window(as_of - ONE_DAY).first_day > day:
        as_of -= ONE_DAY
    return as_of


def drops_on(ledger: Ledger, days: DayRange, window: int, required: int) -> date:
    """The first day on which a rolling window that holds enough holds less than required."""
    low, high = 0, window.bit_length()
    while high - low > 1:  # the window without its first `low` days still holds enough
        middle = (low + high) // 2
        if ledger.total(window >> middle << middle) >= required:
            low = middle
        else:
            high = middle
    return leaves_on(days.day_number(low))


def roll_off(ledger: Ledger, days: DayRange, window: int) -> Iterator[tuple[date, int]]:
    """Each coming day on which credited half-hours leave the rolling window, and how many."""
    leaving: dict[date, int] = {}
    for half_hours, held in ledger.levels:
        for day in days.dates(held & window):
            gone_on = leaves_on(day)
            leaving[gone_on] = leaving.get(gone_on, 0) + half_hours
    yield from sorted(leaving.items())
