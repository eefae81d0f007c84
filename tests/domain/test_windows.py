from datetime import date, timedelta

import pytest

from app.domain.facts import YearBasis
from app.domain.forecast import leaves_on
from app.domain.windows import (
    CycleError,
    Window,
    begun_in,
    fixed_window,
    rolling_window,
    same_day_in_years,
    year_window,
)

from .cast import day


def test_a_rolling_window_starts_on_the_day_after_five_years_earlier():
    assert rolling_window(day("2026-11-22")) == Window(day("2021-11-23"), day("2026-11-22"))


@pytest.mark.parametrize(
    ("as_of", "starts"),
    [
        ("2024-02-28", "2019-03-01"),  # the day after is 29 February, five years earlier there is none
        ("2024-02-29", "2019-03-01"),
        ("2025-02-28", "2020-03-01"),
        ("2025-02-27", "2020-02-28"),
    ],
)
def test_a_window_that_would_start_on_a_missing_29_february_starts_on_1_march(as_of, starts):
    assert rolling_window(day(as_of)).first_day == day(starts)


@pytest.mark.parametrize("first", ["2019-02-27", "2020-02-28", "2023-12-31"])
def test_a_day_leaves_the_window_on_the_first_as_of_date_whose_window_starts_after_it(first):
    for n in range(5):
        gone = day(first) + timedelta(days=n)
        after = leaves_on(gone)
        assert rolling_window(after).first_day > gone
        assert rolling_window(after - timedelta(days=1)).first_day <= gone


def test_an_academic_year_runs_from_september_to_august():
    assert year_window(day("2026-08-31"), YearBasis.ACADEMIC) == Window(day("2025-09-01"), day("2026-08-31"))
    assert year_window(day("2026-09-01"), YearBasis.ACADEMIC) == Window(day("2026-09-01"), day("2027-08-31"))


@pytest.mark.parametrize(
    ("cycle_start", "as_of", "first", "last"),
    [
        ("2016-09-01", "2016-09-01", "2016-09-01", "2021-08-31"),
        ("2016-09-01", "2021-08-31", "2016-09-01", "2021-08-31"),
        ("2016-09-01", "2021-09-01", "2021-09-01", "2026-08-31"),
        ("2020-02-29", "2025-02-28", "2020-02-29", "2025-02-28"),
        ("2020-02-29", "2025-03-01", "2025-03-01", "2030-02-28"),
    ],
)
def test_fixed_cycles_follow_each_other_every_five_years(cycle_start, as_of, first, last):
    assert fixed_window(day(cycle_start), day(as_of)) == Window(day(first), day(last))


def test_a_day_before_the_first_cycle_is_an_error_that_names_both():
    with pytest.raises(CycleError, match=r"2019-12-31.*2020-01-01"):
        fixed_window(day("2020-01-01"), day("2019-12-31"))
    with pytest.raises(CycleError, match="cycle_start"):
        fixed_window(None, day("2019-12-31"))


def test_29_february_keeps_its_day_where_the_other_year_has_one():
    assert same_day_in_years(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert same_day_in_years(date(2020, 2, 29), 5) == date(2025, 3, 1)


@pytest.mark.parametrize("basis", YearBasis)
def test_a_year_begun_in_another_year_is_that_year(basis):
    now = year_window(day("2026-11-22"), basis)
    for year in (2021, 2026, 2030):
        assert begun_in(now, year) == year_window(date(year, 11, 22), basis)
