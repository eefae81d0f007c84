"""How long a public notice lasts; case W18 of the policy notes."""

import pytest

from app.domain.notice import DEFAULT_NOTICE, DayKind, NoticePeriod, read_notice

from .cast import LAW, day

CALENDAR = LAW.calendar


def test_w18_a_notice_across_the_holiday_ends_on_the_make_up_saturday():
    assert DEFAULT_NOTICE.last_day(day("2026-09-28"), CALENDAR) == day("2026-10-10")


def test_w18_a_week_earlier_the_friday_of_mid_autumn_is_no_working_day():
    assert DEFAULT_NOTICE.last_day(day("2026-09-21"), CALENDAR) == day("2026-09-29")


def test_calendar_days_run_through_the_holiday():
    assert NoticePeriod(5, DayKind.CALENDAR).last_day(day("2026-09-28"), CALENDAR) == day("2026-10-03")


@pytest.mark.parametrize(
    ("before", "posted"),
    [("2026-10-11", "2026-09-28"), ("2026-10-10", "2026-09-24"), ("2026-11-27", "2026-11-19")],
)
def test_the_latest_posting_leaves_the_whole_notice_before_the_day(before, posted):
    """The day before the notice of W18 is a Sunday, and the 25th to 27th are the holiday."""
    assert DEFAULT_NOTICE.latest_posting(day(before), CALENDAR) == day(posted)


@pytest.mark.parametrize("kind", DayKind)
@pytest.mark.parametrize("days", [1, 5, 30])
def test_a_period_is_written_and_read(kind, days):
    period = NoticePeriod(days, kind)
    assert read_notice(str(period)) == period


@pytest.mark.parametrize(
    "text",
    ["", "5", "working-", "working-0", "working-31", "working-x", "lunch-5", "working-٣", "working-005"],
)
def test_anything_else_is_no_period(text):
    assert read_notice(text) is None
