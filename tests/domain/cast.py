"""Short ways to write down a teacher, a school and a record."""

from dataclasses import replace
from datetime import date

from app.domain.facts import (
    Category,
    CategoryFrom,
    GateFrom,
    Host,
    Profile,
    ProfileFrom,
    Record,
    School,
    System,
    Teacher,
    Venue,
    YearBasis,
)
from app.domain.verdicts import evaluate
from app.domain.windows import year_begun
from app.policy.loader import load_law

LAW = load_law()
ANNUAL, SIX, TEN, NATIONAL, DRAFT = (
    "LN-2022-1M",
    "LN-2020-5Y6M",
    "LN-2021-5Y10M",
    "CN-2016-5Y6M",
    "DD-DRAFT-5Y10M",
)
PERIODIC = "RS-2022-PERIODIC"
YEAR_END = date(2026, 12, 31)
SCHOOL = School(System.EDU)
LI = Teacher(date(2015, 9, 1), (CategoryFrom(Category.SPECIALIZED, date(2015, 9, 1)),))


def day(text):
    return date.fromisoformat(text)


def calendar_year(year):
    return year_begun(year, YearBasis.CALENDAR)


def post(record_id, first, last, **changes):
    """A full-time stretch on an enterprise post."""
    return replace(
        Record(record_id, Venue.ENTERPRISE_POST, Host.ENTERPRISE, day(first), day(last)), **changes
    )


SIX_MONTHS = post("A", "2024-02-01", "2024-08-16")
FULL_YEAR = post("A", "2024-01-01", "2024-12-31")
TECHNICAL = School(System.RENSHE)


def categories(*entries):
    """``("general", "2015-09-01"), …`` as dated categories."""
    return tuple(CategoryFrom(Category(category), day(first)) for category, first in entries)


def gated(*entries, school=SCHOOL):
    """A school with ``(rule, day, transition), …`` as gating entries."""
    return replace(
        school, gating=tuple(GateFrom(rule, day(first), *transition) for rule, first, *transition in entries)
    )


def under(profile):
    return replace(SCHOOL, profiles=(ProfileFrom(profile, date.min),))


CAL30 = under(Profile.CAL30)


def judged(*records, school=SCHOOL, teacher=LI, as_of=YEAR_END):
    return evaluate(LAW, school, teacher, records, as_of)


def verdict(rule, *records, year=None, **facts):
    """A rule's only or newest verdict, or that of a year."""
    found = [item for item in judged(*records, **facts).verdicts if item.rule.id == rule]
    if year:
        found = [item for item in found if item.window.first_day.year == year]
    return found[-1] if found else None
