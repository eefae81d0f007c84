"""Whom a rule binds and where they stand, each phrase of the contract as a story."""

from dataclasses import replace

import pytest

from app.domain.conclusion import conclusion
from app.domain.facts import (
    Leave,
    RecordStatus,
    Ruling,
    RulingKind,
    Venue,
    YearBasis,
)
from app.domain.windows import year_begun

from .cast import (
    ANNUAL,
    FULL_YEAR,
    LI,
    SCHOOL,
    SIX,
    SIX_MONTHS,
    TEN,
    YEAR_END,
    calendar_year,
    categories,
    day,
    judged,
    post,
    verdict,
)

# -- who is bound, and from when


def test_a_general_teacher_is_not_bound_but_her_hours_are_still_recorded():
    wang = replace(LI, categories=categories(("general", "2015-09-01")))
    found = verdict(SIX, SIX_MONTHS, teacher=wang)
    assert found.standing == "NOT_BOUND"
    assert found.credited > 0
    assert found.required == 1920


def test_a_practical_teacher_is_bound_by_the_five_years_and_not_by_the_year():
    zhao = replace(LI, categories=categories(("practical", "2015-09-01")))
    assert verdict(SIX, teacher=zhao).standing == "NOT_MET"
    assert verdict(ANNUAL, teacher=zhao).standing == "NOT_BOUND"


def test_a_change_inside_the_population_does_not_break_the_stretch():
    zhao = replace(LI, categories=categories(("practical", "2015-09-01"), ("specialized", "2025-03-01")))
    assert verdict(SIX, teacher=zhao).bound_from == day("2015-09-01")
    assert verdict(ANNUAL, teacher=zhao, year=2025).standing == "NOT_YET_DUE"
    assert verdict(ANNUAL, teacher=zhao, year=2026).standing == "NOT_MET"


def test_a_break_in_the_population_starts_the_stretch_anew():
    zhao = replace(
        LI,
        categories=categories(
            ("specialized", "2015-09-01"), ("general", "2023-01-01"), ("specialized", "2023-07-01")
        ),
    )
    found = verdict(SIX, teacher=zhao)
    assert (found.standing, found.bound_from) == ("NOT_YET_DUE", day("2023-07-01"))


def test_the_category_before_the_first_entry_is_unknown_and_not_bound():
    late = replace(LI, categories=categories(("specialized", "2024-01-01")))
    assert verdict(ANNUAL, teacher=late, year=2023).standing == "NOT_BOUND"
    assert verdict(ANNUAL, teacher=replace(LI, categories=())).standing == "NOT_BOUND"


def test_the_year_is_judged_from_the_first_full_year():
    for hired, standing in [("2024-01-01", "NOT_MET"), ("2024-01-02", "NOT_YET_DUE")]:
        new = replace(LI, hired_on=day(hired))
        assert verdict(ANNUAL, teacher=new, year=2024).standing == standing


def test_the_annual_rule_binds_nobody_before_it_takes_effect():
    assert verdict(ANNUAL, year=2022).bound_from == day("2022-07-14")
    assert verdict(ANNUAL, year=2022).standing == "NOT_YET_DUE"
    assert verdict(ANNUAL, year=2021, as_of=day("2025-06-30")) is None


def test_annual_verdicts_begin_with_the_year_of_hire():
    new = replace(LI, hired_on=day("2025-06-01"))
    years = [item.window.first_day.year for item in judged(teacher=new).verdicts if item.rule.id == ANNUAL]
    assert years == [2025, 2026]
    assert verdict(ANNUAL, teacher=replace(LI, hired_on=day("2027-01-01"))) is None


def test_a_teacher_hired_after_the_as_of_date_is_not_bound_yet():
    new = replace(LI, hired_on=day("2026-09-01"))
    assert verdict(ANNUAL, teacher=new, as_of=day("2026-06-30")).standing == "NOT_BOUND"


def test_meeting_the_sum_early_is_met_even_before_it_falls_due():
    new = replace(LI, hired_on=day("2024-01-01"))
    assert verdict(SIX, FULL_YEAR, teacher=new).standing == "MET"


# -- exemption, leave, review


def test_an_exemption_is_named_and_never_called_met():
    ruling = Ruling("R-1", RulingKind.EXEMPT, SIX)
    found = verdict(SIX, FULL_YEAR, teacher=replace(LI, rulings=(ruling,)))
    assert (found.standing, found.ruling) == ("EXEMPT", "R-1")
    assert verdict(TEN, teacher=replace(LI, rulings=(ruling,))).standing == "NOT_MET"


ACADEMIC = replace(SCHOOL, year_basis=YearBasis.ACADEMIC)
SCHOOL_YEAR = Ruling("R-1", RulingKind.EXEMPT, ANNUAL, days=year_begun(2024, YearBasis.ACADEMIC))
"""Exempt from the school year 2024—2025."""


def test_an_annual_exemption_holds_for_the_days_it_was_decided_for():
    exempt = replace(LI, rulings=(SCHOOL_YEAR,))
    assert verdict(ANNUAL, teacher=exempt, school=ACADEMIC, year=2024).standing == "EXEMPT"
    assert verdict(ANNUAL, teacher=exempt, school=ACADEMIC, year=2025).standing == "NOT_MET"


@pytest.mark.parametrize(
    ("year", "standing", "other"),
    [(2023, "NOT_MET", None), (2024, "NEEDS_RULING", "R-1"), (2025, "NEEDS_RULING", "R-1")],
)
def test_by_another_year_basis_an_exemption_moves_to_no_other_days_and_is_asked_anew(year, standing, other):
    exempt = replace(LI, rulings=(SCHOOL_YEAR,))
    found = verdict(ANNUAL, teacher=exempt, year=year)
    assert (found.standing, found.ruling, found.other_days) == (standing, None, other)
    said = conclusion(found, YEAR_END)
    assert ("裁定 R-1 豁免的年度起止不同" in said) is (other is not None)


def test_what_was_asked_anew_is_settled_by_a_ruling_on_the_days_themselves():
    for kind, standing in ((RulingKind.EXEMPT, "EXEMPT"), (RulingKind.REFUSED, "NOT_MET")):
        ruled = replace(LI, rulings=(SCHOOL_YEAR, Ruling("R-2", kind, ANNUAL, days=calendar_year(2024))))
        found = verdict(ANNUAL, teacher=ruled, year=2024)
        assert (found.standing, found.other_days) == (standing, None)


def test_a_leave_in_the_year_asks_for_a_ruling_but_not_under_the_five_years():
    away = replace(LI, leaves=(Leave(day("2024-12-31"), day("2025-02-01")),))
    assert verdict(ANNUAL, teacher=away, year=2024).standing == "NEEDS_RULING"
    assert verdict(ANNUAL, teacher=away, year=2025).standing == "NEEDS_RULING"
    assert verdict(ANNUAL, teacher=away, year=2023).standing == "NOT_MET"
    assert verdict(SIX, teacher=away).standing == "NOT_MET"


def test_a_submitted_record_makes_the_verdict_pending_and_a_draft_does_not():
    july = post("A", "2026-07-01", "2026-07-31")
    for status, standing, pending in [
        (RecordStatus.SUBMITTED, "PENDING", 368),
        (RecordStatus.ENDORSED, "PENDING", 368),
        (RecordStatus.DRAFT, "NOT_MET", 0),
    ]:
        found = verdict(ANNUAL, replace(july, status=status))
        assert (found.standing, found.pending) == (standing, pending)


def test_an_undecided_record_comes_before_a_pending_one():
    escort = post("B", "2026-05-06", "2026-06-30", venue=Venue.STUDENT_ESCORT)
    waiting = post("A", "2026-07-01", "2026-07-31", status=RecordStatus.SUBMITTED)
    assert verdict(ANNUAL, escort, waiting).standing == "NEEDS_RULING"


def test_a_running_year_is_open_and_shows_the_shortfall():
    found = verdict(ANNUAL, post("A", "2026-01-05", "2026-01-09"), as_of=day("2026-06-30"))
    assert (found.standing, found.shortfall) == ("OPEN", 240)
