"""What a record form holds before it is saved: a record as the rules would read it, or what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.domain.calendar import SATURDAY, Calendar
from app.domain.facts import DAY_CAP, MAX_SPAN_DAYS, Host, Record, RecordStatus, Venue
from app.extensions import db
from app.policy.loader import load_law
from app.practice.begun_forms import form_while_typing
from app.practice.checks import Written, problems
from app.practice.fact_queries import attendance_pattern
from app.practice.forms import RecordForm
from app.practice.models import PatternKind, PracticeRecord, RecordKind
from app.practice.page import days_of_fact
from app.practice.places import place_while_typing
from app.practice.wording import PLANNED_DAYS
from app.schools.queries import school_facts

DECISIVE = (
    "site_id", "enterprise", "venue", "first_day", "last_day", "pattern", "weekdays", "half_hours",
    "absent", "attended_rest_days",
)  # fmt: skip
"""The fields that hours depend on; the others may still be empty."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days between start and end, one sign for each."""

    first_day: date
    attends: str
    """``1`` where the pattern attends, absences and further days left aside."""
    marks: str
    """``h`` in a holiday block, ``m`` on a weekend day that is worked for it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form while somebody writes in it."""

    record: Record | None
    """None while it is incomplete or wrong."""
    problems: list[tuple[str, str]]
    """Labels of fields, and what is wrong with them."""
    span: Span | None = None
    """For the calendar in the form; there as soon as days and pattern are."""


def read_draft(
    school_id: int,
    kind: RecordKind,
    sent: MultiDict[str, str],
    *,
    edited: PracticeRecord | None,
    planned: bool,
    today: date,
) -> Draft:
    """Check what was sent as saving would, but save nothing; ``planned`` where a plan's form sends it."""
    form = form_while_typing(kind, school_id, sent, edited)
    for name, label in PLANNED_DAYS.items() if planned else ():
        form[name].label.text = label
    form.validate()
    span = _span(form, school_id, today)
    if not _complete(sent):
        return Draft(None, [], span)
    found = {name: str(form.errors[name][0]) for name in DECISIVE if name in form.errors}
    if found:
        return Draft(None, _labelled(form, found), span)
    site = place_while_typing(form, school_id)
    if isinstance(site, str):
        return Draft(None, _labelled(form, {"enterprise": site}), span)
    written = form.written(site)
    found = problems(written, school_id=school_id, today=today)
    decisive = {name: message for name, message in found.items() if name in DECISIVE}
    if decisive:
        return Draft(None, _labelled(form, decisive), span)
    return Draft(fact_of(written, edited.id if edited else next_id()), [], span)


def _span(form: RecordForm, school_id: int, today: date) -> Span | None:
    first, last = form.first_day.data, form.last_day.data
    if not first or not last or not 0 <= (last - first).days < MAX_SPAN_DAYS:
        return None
    if {"pattern", "weekdays"} & form.errors.keys():
        return None
    pattern = attendance_pattern(PatternKind(form.pattern.data), "".join(form.weekdays.data or ()))
    if not pattern:
        return None
    plain = Record("", Venue.OTHER, Host.ENTERPRISE, first, last, pattern, DAY_CAP)
    attended = set(days_of_fact(plain, school_facts(school_id, today), today))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    calendar = load_law().calendar
    marks = "".join(
        "h" if calendar.is_holiday(day) else "m" if _made_up(calendar, day) else "." for day in days
    )
    return Span(first, "".join("1" if day in attended else "0" for day in days), marks)


def _made_up(calendar: Calendar, day: date) -> bool:
    return day.weekday() >= SATURDAY and calendar.is_workday(day)


def _complete(sent: MultiDict[str, str]) -> bool:
    """Whether a place and both days are there at all."""
    given = {name for name, value in sent.items(multi=True) if value.strip()}
    return bool({"site_id", "enterprise"} & given) and {"first_day", "last_day"} <= given


def _labelled(form: RecordForm, found: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(form[name].label.text, message) for name, message in found.items()]


def next_id() -> int:
    """The id a new record would get: of two that begin on one day it says which comes first."""
    return (db.session.scalar(select(func.max(PracticeRecord.id))) or 0) + 1


def fact_of(written: Written, record_id: int) -> Record:
    """What is written, as the rules would read it once it has passed."""
    return Record(
        id=str(record_id),
        venue=written.venue,
        host=written.site.host,
        first_day=written.first_day,
        last_day=written.last_day,
        pattern=attendance_pattern(written.pattern, written.weekdays),
        half_hours=written.half_hours,
        absent=written.absent,
        attended_rest_days=written.attended_rest_days,
        status=RecordStatus.APPROVED,
    )
