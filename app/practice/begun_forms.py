"""How the form of a record begins: empty, from another stretch, from an address, or as the record stands."""

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.sites import FORMS_OF_SITE
from app.practice.forms import RecordForm, TrainingForm
from app.practice.models import PracticeRecord, RecordKind, Stretch

BEGUN = ("site_id", "venue", "first_day", "last_day", "pattern", "weekdays", "half_hours")
OF_A_CLASS = ("class_title", "organiser", "training_hours")
FORM_OF_KIND: dict[RecordKind, type[RecordForm]] = {
    RecordKind.PRACTICE: RecordForm,
    RecordKind.TRAINING: TrainingForm,
}


def new_form(
    kind: RecordKind,
    school_id: int,
    today: date,
    *,
    like: PracticeRecord | None = None,
    begun: MultiDict[str, str] | None = None,
) -> RecordForm:
    """A form begun from an earlier record, else from what an address says of it; or what was sent."""
    data = again(like, *OF_A_CLASS) if like else begun_with(school_id, begun or MultiDict())
    form = FORM_OF_KIND[kind](data=data)
    del form.version
    form.offer_sites(school_id)
    form.hint_days(today)
    return form


def again(stretch: Stretch, *also: str) -> dict[str, Any]:
    """What another stretch has in common with one: not its days, nor what proves it; ``also`` by name."""
    usual = FORMS_OF_SITE[stretch.site.kind][0]
    same = ("pattern", "half_hours", "post", "tasks", *also)
    return {name: getattr(stretch, name) for name in same} | {
        "site_id": str(stretch.site_id),
        "venue": "" if stretch.venue is usual else stretch.venue,
        "weekdays": list(stretch.weekdays),
    }


def begun_with(school_id: int, said: MultiDict[str, str]) -> dict[str, Any]:
    """What an address says of place, form, days and hours, as far as a form would take it."""
    if not said.keys() & set(BEGUN):
        return {}
    form = form_while_typing(RecordKind.PRACTICE, school_id, said, None)
    form.validate()
    return {name: form[name].data for name in BEGUN if name in said and not form[name].errors}


def form_for(record: PracticeRecord, today: date) -> RecordForm:
    """The form as the record stands, or as it was sent; files go to the record's own page."""
    form = FORM_OF_KIND[record.kind](obj=record)
    del form.files, form.stamped
    form.offer_sites(record.school_id, but_always=record.site_id)
    form.hint_days(today)
    return form


def form_while_typing(
    kind: RecordKind, school_id: int, sent: MultiDict[str, str], record: PracticeRecord | None
) -> RecordForm:
    """What has been typed so far, from an address; it saves nothing, so it needs no token."""
    form = FORM_OF_KIND[kind](formdata=sent, meta={"csrf": False})
    form.offer_sites(school_id, but_always=record.site_id if record else None)
    return form
