"""What counts, under which profile and in which window, each phrase of the contract as a story."""

from dataclasses import replace

import pytest

from app.domain.facts import (
    Host,
    Profile,
    ProfileFrom,
    RecordStatus,
    Ruling,
    RulingKind,
    Venue,
    WindowKind,
)
from app.domain.verdicts import CycleError, RulingError

from .cast import (
    ANNUAL,
    CAL30,
    FULL_YEAR,
    LI,
    NATIONAL,
    SCHOOL,
    SIX,
    categories,
    day,
    judged,
    post,
    verdict,
)

# -- what counts


def test_a_ruling_decides_an_open_cell_and_cannot_overrule_a_no():
    escort = post("A", "2026-07-01", "2026-07-31", venue=Venue.STUDENT_ESCORT)
    online = replace(escort, id="B", venue=Venue.VIRTUAL)
    rulings = tuple(Ruling(f"R-{n}", RulingKind.COUNTS, ANNUAL, record=n) for n in ("A", "B"))
    found = verdict(ANNUAL, escort, online, teacher=replace(LI, rulings=rulings))
    assert [tuple(credit) for credit in found.records] == [("A", 368)]
    assert [tuple(item) for item in found.excluded] == [("B", "does_not_count")]


def test_a_ruling_can_strike_any_record_for_one_rule():
    strike = Ruling("R", RulingKind.DOES_NOT_COUNT, SIX, record="A")
    li = replace(LI, rulings=(strike,))
    assert verdict(SIX, FULL_YEAR, teacher=li).credited == 0
    assert verdict(NATIONAL, FULL_YEAR, teacher=li).credited > 0


def test_contradictory_rulings_are_an_error_that_names_record_and_rule():
    rulings = (
        Ruling("R-1", RulingKind.COUNTS, SIX, record="A"),
        Ruling("R-2", RulingKind.DOES_NOT_COUNT, SIX, record="A"),
    )
    with pytest.raises(RulingError, match=r"A.*LN-2020-5Y6M"):
        judged(FULL_YEAR, teacher=replace(LI, rulings=rulings))


def test_the_same_ruling_twice_is_no_contradiction():
    twice = tuple(Ruling(n, RulingKind.COUNTS, SIX, record="A") for n in ("R-1", "R-2"))
    assert verdict(SIX, FULL_YEAR, teacher=replace(LI, rulings=twice)).standing == "MET"


def test_a_visit_is_read_by_the_category_held_on_the_day():
    visit = post("A", "2026-08-27", "2026-09-02", venue=Venue.VISIT)
    wang = replace(LI, categories=categories(("general", "2015-09-01"), ("specialized", "2026-09-01")))
    found = verdict(ANNUAL, visit, teacher=wang)
    assert (found.credited, found.undecided) == (48, 32)
    ruled = replace(wang, rulings=(Ruling("R", RulingKind.COUNTS, ANNUAL, record="A"),))
    assert verdict(ANNUAL, visit, teacher=ruled).credited == 80
    struck = replace(wang, rulings=(Ruling("R", RulingKind.DOES_NOT_COUNT, ANNUAL, record="A"),))
    assert verdict(ANNUAL, visit, teacher=struck).excluded[0].reason == "does_not_count"


def test_the_reason_of_a_visit_looks_at_all_its_days_in_the_window():
    wang = replace(LI, categories=categories(("general", "2015-09-01"), ("specialized", "2026-09-01")))
    absent = frozenset({day("2026-08-31")})
    visit = post("A", "2026-08-31", "2026-09-01", venue=Venue.VISIT, absent=absent)
    assert verdict(ANNUAL, visit, teacher=wang).excluded[0].reason == "needs_ruling"
    missed = post("A", "2026-08-31", "2026-08-31", venue=Venue.VISIT, absent=absent)
    assert verdict(ANNUAL, missed, teacher=wang).excluded[0].reason == "not_attended"


def test_a_pair_outside_the_table_needs_a_ruling():
    found = verdict(ANNUAL, post("A", "2026-07-01", "2026-07-31", host=Host.SCHOOL))
    assert found.excluded[0].reason == "needs_ruling"
    assert found.standing == "NEEDS_RULING"


@pytest.mark.parametrize(
    ("first", "last", "changes", "reason"),
    [
        ("2026-07-06", "2026-07-10", {"status": RecordStatus.DRAFT}, "not_submitted"),
        ("2026-07-06", "2026-07-10", {"status": RecordStatus.REVOKED}, "not_approved"),
        ("2026-07-06", "2026-07-10", {"status": RecordStatus.ENDORSED}, "pending"),
        ("2026-07-06", "2026-07-10", {"venue": Venue.VIRTUAL}, "does_not_count"),
        ("2026-07-06", "2026-07-10", {"venue": Venue.OTHER}, "needs_ruling"),
        ("2026-07-11", "2026-07-12", {}, "not_attended"),
        ("2026-01-05", "2026-01-09", {}, "before_hire"),
        ("2026-12-01", "2026-12-04", {}, "after_as_of"),
        ("2026-08-03", "2026-08-04", {}, "nothing_left_under_the_cap"),
    ],
)
def test_a_record_that_credits_nothing_says_the_first_reason_that_holds(first, last, changes, reason):
    new = replace(LI, hired_on=day("2026-03-01"))
    summer = post("0", "2026-08-03", "2026-08-07")
    later = post("1", first, last, **changes)
    found = verdict(ANNUAL, summer, later, teacher=new, as_of=day("2026-11-22"))
    assert [tuple(item) for item in found.excluded] == [("1", reason)]


def test_two_half_days_fill_a_day_and_a_third_gets_what_is_left():
    morning = post("A", "2026-07-06", "2026-07-06", half_hours=8)
    noon = replace(morning, id="B", half_hours=6)
    evening = replace(morning, id="C", half_hours=8)
    found = verdict(ANNUAL, evening, noon, morning)
    assert [tuple(credit) for credit in found.records] == [("A", 8), ("B", 6), ("C", 2)]


def test_hours_before_hire_do_not_count():
    new = replace(LI, hired_on=day("2026-07-16"))
    assert verdict(ANNUAL, post("A", "2026-07-01", "2026-07-31"), teacher=new).credited == 12 * 16


# -- profiles, provisional years


def test_a_window_uses_the_profile_in_force_on_its_last_day_or_the_as_of_date():
    changed = replace(
        SCHOOL,
        profiles=(
            ProfileFrom(Profile.WD22, day("2024-06-01")),
            ProfileFrom(Profile.CAL30, day("2026-09-01")),
        ),
    )
    years = {
        item.window.first_day.year: item.profile
        for item in judged(school=changed, as_of=day("2026-08-31")).verdicts
        if item.rule.id == ANNUAL
    }
    assert years == {2022: "WD20", 2023: "WD20", 2024: "WD22", 2025: "WD22", 2026: "WD22"}
    assert verdict(SIX, school=changed).profile == "CAL30"


def test_cal30_counts_calendar_days_at_the_hours_of_the_record():
    half = post("A", "2026-07-01", "2026-07-30", half_hours=8)
    assert verdict(ANNUAL, half, school=CAL30).credited == 240
    assert verdict(ANNUAL, replace(half, half_hours=16), school=CAL30).standing == "MET"


def test_a_window_that_reaches_a_year_without_a_calendar_is_provisional():
    as_of = day("2027-01-01")
    assert verdict(SIX, as_of=as_of).provisional
    assert verdict(ANNUAL, as_of=as_of, year=2027).provisional
    assert not verdict(ANNUAL, as_of=as_of, year=2026).provisional


def test_a_cycle_that_only_ends_in_such_a_year_is_not_provisional_yet():
    fixed = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2025-01-01"))
    assert not verdict(SIX, school=fixed).provisional


# -- windows of a school


def test_a_fixed_cycle_that_is_running_is_open_and_has_no_forecast():
    fixed = replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2024-01-01"))
    found = verdict(SIX, school=fixed)
    assert found.window == (day("2024-01-01"), day("2028-12-31"))
    assert found.standing == "OPEN"
    met = verdict(SIX, FULL_YEAR, school=fixed)
    assert (met.standing, met.drops_on) == ("MET", None)


def test_a_day_before_the_first_cycle_is_an_error():
    with pytest.raises(CycleError):
        judged(school=replace(SCHOOL, window=WindowKind.FIXED, cycle_start=day("2027-01-01")))
