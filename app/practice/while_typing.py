"""What a record form holds before it is saved: a record as the rules would read it, or what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app.domain.facts import Host, Record, RecordStatus
from app.domain.sites import SiteKind
from app.extensions import db
from app.practice.checks import Written, problems
from app.practice.forms import RecordForm, form_while_typing
from app.practice.models import PracticeRecord, RecordKind
from app.practice.queries import attendance_pattern
from app.venues.models import Site
from app.venues.queries import find_site

DECISIVE = (
    "site_id", "enterprise", "venue", "first_day", "last_day", "pattern", "weekdays", "half_hours",
    "absent", "attended_rest_days",
)  # fmt: skip
"""The fields that hours depend on; the others may still be empty."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form while somebody writes in it."""

    record: Record | None
    """None while it is incomplete or wrong."""
    problems: list[tuple[str, str]]
    """Labels of fields, and what is wrong with them."""


def read_draft(
    school_id: int, kind: RecordKind, sent: MultiDict[str, str], *, edited: PracticeRecord | None, today: date
) -> Draft:
    """Check what was sent as saving would, but save nothing."""
    form = form_while_typing(kind, school_id, sent, edited)
    if not _complete(sent):
        return Draft(None, [])
    form.validate()
    found = {name: str(form.errors[name][0]) for name in DECISIVE if name in form.errors}
    if found:
        return Draft(None, _labelled(form, found))
    site = _site(form, school_id)
    if site is None:
        return Draft(None, _labelled(form, {"enterprise": "这个企业在名录里已停用，请联系人事处"}))
    written = form.written(site)
    found = problems(written, school_id=school_id, today=today)
    decisive = {name: message for name, message in found.items() if name in DECISIVE}
    if decisive:
        return Draft(None, _labelled(form, decisive))
    return Draft(_fact(written, edited.id if edited else next_id()), [])


def _complete(sent: MultiDict[str, str]) -> bool:
    """Whether a place and both days are there at all."""
    given = {name for name, value in sent.items(multi=True) if value.strip()}
    return bool({"site_id", "enterprise"} & given) and {"first_day", "last_day"} <= given


def _labelled(form: RecordForm, found: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(form[name].label.text, message) for name, message in found.items()]


def _site(form: RecordForm, school_id: int) -> Site | None:
    """The place chosen, or the enterprise named as it would be entered; None where it is closed."""
    chosen = form.sites.get(form.site_id.data or "")
    if chosen is not None:
        return chosen
    name = form.enterprise.data or ""
    known = find_site(school_id, SiteKind.ENTERPRISE, name)
    if known is None:
        return Site(school_id=school_id, kind=SiteKind.ENTERPRISE, name=name, host=Host.ENTERPRISE)
    return known if known.active else None


def next_id() -> int:
    """The id a new record would get: of two that begin on one day it says which comes first."""
    return (db.session.scalar(select(func.max(PracticeRecord.id))) or 0) + 1


def _fact(written: Written, record_id: int) -> Record:
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
