"""Five faults of arithmetic seen in another open system, each with the figure it gives and ours.

The faulty formula is written out in the test, so that the case is shown to be one where it matters.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.facts import (
    Category,
    CategoryFrom,
    Leave,
    NamedPattern,
    RecordStatus,
    Ruling,
    RulingKind,
    Teacher,
    Venue,
)
from app.domain.outcome import ExclusionReason, Standing

from .cast import ANNUAL, CAL30, LAW, LI, SIX, YEAR_END, calendar_year, day, post, verdict

EIGHT_HOURS = 16


def worked(record):
    """The working days of a full-time record, by the calendar alone."""
    span = (record.last_day - record.first_day).days + 1
    days = (record.first_day + timedelta(days=n) for n in range(span))
    return [one for one in days if LAW.calendar.is_workday(one)]


def test_1_five_years_are_not_five_times_365_days():
    """Two leap days lie in the window: 1,825 days begin a day too late and lose 28 February 2020."""
    as_of = day("2025-02-27")
    records = [
        post("edge", "2020-02-28", "2020-02-28"),
        post("2021", "2021-07-05", "2021-08-12"),
        post("2022", "2022-07-04", "2022-08-12"),
        post("2023", "2023-07-03", "2023-08-11"),
        post("2024", "2024-07-01", "2024-08-09"),
    ]
    naive_start = as_of - timedelta(days=5 * 365)
    naive = sum(EIGHT_HOURS for record in records for one in worked(record) if one >= naive_start)
    six = verdict(SIX, *records, as_of=as_of)
    assert (naive_start, naive) == (day("2020-02-29"), 952 * 2)
    assert naive < six.required
    assert six.window.first_day == day("2020-02-28")
    assert (six.credited, six.standing) == (960 * 2, Standing.MET)
    assert verdict(SIX, *records, as_of=as_of + timedelta(days=1)).standing is Standing.NOT_MET


def test_2_days_belong_to_the_year_in_which_they_were_worked_not_to_that_of_the_first_day():
    record = post("A", "2025-12-15", "2026-01-16")
    naive = {
        year: EIGHT_HOURS * len(worked(record)) * (record.first_day.year == year) for year in (2025, 2026)
    }
    old, new = (verdict(ANNUAL, record, year=year) for year in (2025, 2026))
    assert naive == {2025: 192 * 2, 2026: 0}
    assert naive[2025] > old.required
    assert (old.credited, new.credited) == (104 * 2, 88 * 2)
    assert old.credited + new.credited == naive[2025]
    assert (old.standing, new.standing) == (Standing.NOT_MET, Standing.NOT_MET)


def test_3_no_record_is_cut_off_after_the_five_hundredth():
    """An hour on each of 960 working days."""
    days = worked(post("all", "2022-01-01", "2025-12-31"))[:960]
    records = [
        post(f"{n:04}", one.isoformat(), one.isoformat(), half_hours=2) for n, one in enumerate(days, 1)
    ]
    naive = sum(record.half_hours for record in records[:500])
    six = verdict(SIX, *records)
    assert naive == 500 * 2
    assert naive < six.required
    assert (six.credited, len(six.records), six.standing) == (960 * 2, 960, Standing.MET)


def test_3_a_month_is_a_stated_number_of_hours_not_days_through_thirty():
    """Twenty working days are the month of a school that reads it so, and two thirds of one by 30."""
    record = post("A", "2026-07-06", "2026-07-31")
    naive_months = len(worked(record)) / 30
    annual = verdict(ANNUAL, record)
    assert naive_months < 1
    assert (annual.credited, annual.required, annual.standing) == (160 * 2, 160 * 2, Standing.MET)


def test_3_sums_are_whole_half_hours_so_that_a_month_in_ten_parts_is_a_month():
    """Ten stretches of three calendar days where thirty make a month."""
    records = [
        post(f"{month:02}", f"2026-{month:02}-01", f"2026-{month:02}-03", pattern=NamedPattern.DAILY)
        for month in range(1, 11)
    ]
    naive_months = sum(3 / 30 for _ in records)
    annual = verdict(ANNUAL, *records, school=CAL30)
    assert naive_months < 1
    assert (annual.credited, annual.required, annual.standing) == (240 * 2, 240 * 2, Standing.MET)
    assert all(
        type(figure) is int for figure in (annual.credited, annual.required, annual.shortfall, annual.pending)
    )


def test_4_a_day_in_two_lists_is_credited_once():
    """The same ten days as an activity and as attendance."""
    activity = post("activity", "2026-07-06", "2026-07-17")
    attendance = replace(activity, id="attendance")
    naive = sum(EIGHT_HOURS * len(worked(record)) for record in (activity, attendance))
    annual = verdict(ANNUAL, activity, attendance)
    assert naive == annual.required == 160 * 2
    assert (annual.credited, annual.standing) == (80 * 2, Standing.NOT_MET)
    assert dict(annual.excluded) == {"attendance": ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP}


GENERAL = Teacher(LI.hired_on, (CategoryFrom(Category.GENERAL, LI.hired_on),))
NEW = Teacher(day("2026-03-01"), (CategoryFrom(Category.SPECIALIZED, day("2026-03-01")),))
ON_LEAVE = replace(LI, leaves=(Leave(day("2026-03-02"), day("2026-08-06")),))
EXEMPT = replace(LI, rulings=(Ruling("R1", RulingKind.EXEMPT, ANNUAL, days=calendar_year(2026)),))


@pytest.mark.parametrize(
    ("teacher", "as_of", "standing"),
    [
        pytest.param(GENERAL, YEAR_END, Standing.NOT_BOUND, id="outside_the_population"),
        pytest.param(EXEMPT, YEAR_END, Standing.EXEMPT, id="exempt_by_ruling"),
        pytest.param(NEW, YEAR_END, Standing.NOT_YET_DUE, id="hired_within_the_year"),
        pytest.param(ON_LEAVE, YEAR_END, Standing.NEEDS_RULING, id="on_leave"),
        pytest.param(LI, date(2026, 12, 30), Standing.OPEN, id="year_still_running"),
        pytest.param(LI, YEAR_END, Standing.NOT_MET, id="nothing_excuses"),
    ],
)
def test_5_without_a_record_the_population_and_the_exceptions_are_read_before_anyone_fails(
    teacher, as_of, standing
):
    naive = "PASS" if sum([]) >= 160 * 2 else "FAIL"
    annual = verdict(ANNUAL, year=2026, teacher=teacher, as_of=as_of)
    assert naive == "FAIL"
    assert annual.credited == 0
    assert annual.standing is standing


def test_5_what_nobody_has_checked_yet_is_neither_a_pass_nor_a_failure():
    """Hours that wait for approval, or for the school's word on the form of practice, keep their name."""
    waiting = post("A", "2026-07-06", "2026-07-31", status=RecordStatus.SUBMITTED)
    escort = post("A", "2026-07-06", "2026-07-31", venue=Venue.STUDENT_ESCORT)
    assert verdict(ANNUAL, waiting).standing is Standing.PENDING
    assert verdict(ANNUAL, escort).standing is Standing.NEEDS_RULING
