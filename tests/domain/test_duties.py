"""A duty without a number is named to whom it concerns, and to nobody else."""

from dataclasses import replace

import pytest

from app.domain.duties import duties_of
from app.domain.facts import Teacher, YearBasis

from .cast import LAW, LI, SCHOOL, TECHNICAL, categories, day

FIRST, PUBLIC = "CN-2016-FIRST", "CN-2016-PUBLIC"
ACADEMIC = replace(SCHOOL, year_basis=YearBasis.ACADEMIC)


def hired(on, category="specialized"):
    return Teacher(day(on), categories((category, on)))


def duties(teacher, as_of, school=SCHOOL):
    return [duty.id for duty in duties_of(LAW, school, teacher, day(as_of))]


@pytest.mark.parametrize("category", ["specialized", "practical"])
def test_who_is_hired_this_year_reads_of_practice_before_the_post(category):
    new = hired("2026-09-01", category)
    assert duties(new, "2026-08-31") == []
    assert duties(new, "2026-09-01") == [FIRST]
    assert duties(new, "2026-12-31") == [FIRST]
    assert duties(new, "2027-01-01") == []


def test_the_year_of_the_hire_is_the_schools_year():
    new = hired("2026-09-01")
    assert duties(new, "2027-08-31", ACADEMIC) == [FIRST]
    assert duties(new, "2027-09-01", ACADEMIC) == []


def test_a_public_basic_teacher_reads_of_visits_in_every_year():
    assert duties(hired("2015-09-01", "general"), "2026-12-31") == [PUBLIC]
    assert duties(hired("2026-09-01", "general"), "2026-12-31") == [PUBLIC]


def test_the_category_of_the_day_decides():
    changed = Teacher(LI.hired_on, categories(("general", "2015-09-01"), ("specialized", "2026-09-01")))
    assert duties(changed, "2026-08-31") == [PUBLIC]
    assert duties(changed, "2026-09-01") == []


def test_others_and_schools_of_the_other_system_read_of_none():
    assert duties(LI, "2026-12-31") == []
    assert duties(hired("2026-09-01", "external"), "2026-12-31") == []
    assert duties(Teacher(day("2026-09-01"), ()), "2026-12-31") == []
    assert duties(hired("2026-09-01"), "2026-12-31", TECHNICAL) == []
    assert duties(hired("2015-09-01", "general"), "2026-12-31", TECHNICAL) == []
