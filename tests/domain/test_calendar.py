from datetime import date, timedelta

import chinese_calendar
import pytest
from chinese_calendar import constants

from app.domain.calendar import Calendar
from app.domain.facts import NamedPattern, Profile
from app.domain.timeline import attended_days, estimated

from .cast import LAW, post

CALENDAR = LAW.calendar


def test_every_day_of_2004_to_2026_is_what_chinesecalendar_says():
    day = date(2004, 1, 1)
    while day.year < 2027:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        assert CALENDAR.is_holiday(day) == (day in constants.holidays), day
        day += timedelta(days=1)


def test_each_year_names_its_source():
    assert CALENDAR.source(2026) == "国办发明电〔2025〕7号"
    assert CALENDAR.source(2027) is None
    assert CALENDAR.covers(2026)
    assert not CALENDAR.covers(2027)


def test_monday_to_friday_stands_in_for_a_year_that_is_not_held():
    empty = Calendar([])
    assert empty.is_workday(date(2027, 10, 1))
    assert not empty.is_workday(date(2027, 10, 2))


def attended(*args, profile=Profile.WD20, **changes):
    return [day.isoformat() for day in attended_days(CALENDAR, post("A", *args, **changes), profile)]


def test_statutory_working_days_take_in_make_up_days_and_leave_out_holidays():
    found = attended("2026-10-01", "2026-10-11")
    assert found == ["2026-10-08", "2026-10-09", "2026-10-10"]


def test_a_full_october_2026_is_eighteen_working_days():
    assert len(attended("2026-10-01", "2026-10-31")) == 18


def test_listed_weekdays_leave_out_holiday_blocks_and_take_a_make_up_saturday_only_if_listed():
    assert attended("2026-10-01", "2026-10-11", pattern=frozenset({4, 5})) == ["2026-10-08", "2026-10-09"]
    assert attended("2026-10-01", "2026-10-11", pattern=frozenset({6})) == ["2026-10-10"]


def test_daily_is_every_day_of_the_span_and_an_absence_wins_over_everything():
    assert attended("2026-10-01", "2026-10-03", pattern=NamedPattern.DAILY) == [
        "2026-10-01",
        "2026-10-02",
        "2026-10-03",
    ]
    rest = frozenset({date(2026, 10, 1), date(2026, 10, 2)})
    found = attended(
        "2026-10-01", "2026-10-08", attended_rest_days=rest, absent=frozenset({date(2026, 10, 2)})
    )
    assert found == ["2026-10-01", "2026-10-08"]


def test_cal30_takes_every_calendar_day_unless_weekdays_are_listed():
    assert len(attended("2026-07-01", "2026-07-29", profile=Profile.CAL30)) == 29
    assert len(attended("2026-07-01", "2026-07-29", profile=Profile.CAL30, pattern=frozenset({1}))) == 4


def test_w18_five_working_days_of_notice_over_the_national_day_end_on_the_make_up_saturday():
    """Posted on Monday 28 September 2026; the day of posting is not counted."""
    posted = date(2026, 9, 28)
    days = [posted + timedelta(days=n) for n in range(1, 20)]
    fifth = [day for day in days if CALENDAR.is_workday(day)][4]
    without_make_up_days = [day for day in days if day.weekday() < 5 and not CALENDAR.is_holiday(day)][4]
    weekdays_only = [day for day in days if day.weekday() < 5][4]
    assert (weekdays_only, without_make_up_days) == (date(2026, 10, 5), date(2026, 10, 12))
    assert fifth == date(2026, 10, 10)


def test_w18_a_holiday_inside_the_notice_moves_its_end():
    days = [date(2026, 9, 21) + timedelta(days=n) for n in range(1, 20)]
    assert [day for day in days if CALENDAR.is_workday(day)][4] == date(2026, 9, 29)


def test_what_waits_is_counted_in_working_days_after_the_day_it_came():
    friday = date(2026, 9, 25)  # the first of three days off
    assert CALENDAR.workdays_after(friday, friday) == 0
    assert CALENDAR.workdays_after(friday, date(2026, 9, 27)) == 0
    assert CALENDAR.workdays_after(friday, date(2026, 9, 28)) == 1
    assert CALENDAR.workdays_after(date(2026, 9, 30), date(2026, 10, 10)) == 3  # one is a Saturday


@pytest.mark.parametrize(
    ("span", "facts", "guessed"),
    [
        (("2026-12-01", "2026-12-31"), {}, False),
        (("2026-12-01", "2090-01-04"), {}, True),
        (("2090-01-02", "2090-01-20"), {"pattern": frozenset({1, 2})}, True),
        (("2090-01-02", "2090-01-20"), {"pattern": NamedPattern.DAILY}, False),
        (("2090-01-02", "2090-01-20"), {"profile": Profile.CAL30}, False),
        (("2090-01-02", "2090-01-20"), {"profile": Profile.CAL30, "pattern": frozenset({1})}, True),
    ],
)
def test_days_are_estimated_where_they_hang_on_holidays_not_known_yet(span, facts, guessed):
    profile = facts.pop("profile", Profile.WD20)
    assert estimated(CALENDAR, post("A", *span, **facts), profile) is guessed
