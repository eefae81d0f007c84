"""The mentor's side: one page behind the link, without an account. Opening it changes nothing."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_limiter.util import get_remote_address
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.accounts.models import Account
from app.confirmations import operations, wording
from app.confirmations.forms import ConfirmForm, CorrectForm, RefuseForm
from app.confirmations.links import find_by_token
from app.confirmations.models import Confirmation
from app.confirmations.operations import LinkNotOpenError, OwnSchoolError
from app.confirmations.queries import ANSWERED, LinkState, link_state
from app.domain import words
from app.domain.evidence import ConfirmationState
from app.extensions import csrf, db, limiter
from app.practice.fact_queries import attendance_pattern
from app.practice.page import by_month, days_attended, estimate_of
from app.practice.wording import corrected
from app.schools.models import School
from app.web.forms import VersionedForm, typed

bp = Blueprint("mentor", __name__)
csrf.exempt(bp)  # its forms check their token themselves: these pages send no Referer, which the guard wants

ALLOWED = "30/minute"
TOO_MANY = "这个链接打开的次数太多了，请一分钟后再试。"
GONE = 410

Page = str | tuple[str, int] | Response


@bp.after_request
def keep_out_of_sight(response: Response) -> Response:
    """The address is the key: no site is told of it, no search engine lists it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _visitor() -> Account | None:
    return actor() if current_user.is_authenticated else None


@bp.get("/c/<token>")
@limiter.limit(ALLOWED, error_message=TOO_MANY)
def show(token: str) -> Page:
    """What the mentor is asked, or what has become of the link."""
    found = find_by_token(token)
    return _page(found, token) if found else _broken()


@bp.get("/c/", defaults={"rest": ""})
@bp.get("/c/<path:rest>")
@limiter.limit(ALLOWED, error_message=TOO_MANY)
def astray(rest: str) -> Page:
    """A link that lost its end, or caught something of the text around it: to its page where there is one."""
    token = rest.partition("/")[0]
    if find_by_token(token):
        return redirect(url_for("confirmations.mentor.show", token=token))
    return _broken()


def _broken() -> tuple[str, int]:
    title, text = wording.BROKEN
    return render_template("confirmations/ended.html", page_title=title, text=text, typed=[]), 404


@bp.post("/c/<token>/confirm")
@limiter.limit(ALLOWED, error_message=TOO_MANY)
def confirm(token: str) -> Page:
    """It is all true."""
    return _answer(token, ConfirmForm(), ConfirmationState.CONFIRMED)


@bp.post("/c/<token>/correct")
@limiter.limit(ALLOWED, error_message=TOO_MANY)
def correct(token: str) -> Page:
    """It is true but for what is given here."""
    return _answer(token, CorrectForm(), ConfirmationState.CORRECTED)


@bp.post("/c/<token>/refuse")
@limiter.limit(ALLOWED, error_message=TOO_MANY)
def refuse(token: str) -> Page:
    """It cannot be confirmed."""
    return _answer(token, RefuseForm(), ConfirmationState.REFUSED)


def _answer(token: str, form: VersionedForm, said: ConfirmationState) -> Page:
    found = find_by_token(token)
    if found is None:
        return _broken()
    fine = form.validate() and form.version.data == found.version
    if not fine or _is_of_the_school(found) or link_state(found, clock.now()) is not LinkState.OPEN:
        return _page(found, token, form)
    values: dict[str, Any] = {}
    if isinstance(form, RefuseForm):
        values = {"comment": form.reason.data or ""}
    if isinstance(form, CorrectForm):
        values = {"corrected": form.differing(found.record), "comment": form.comment.data or ""}
        if not any(values.values()):
            form.comment.errors = ["没有改动任何内容。与实际一致请按“确认属实”，否则请改正或写明说明"]
            return _page(found, token, form)
    try:
        operations.answer(found, said, visitor=_visitor(), ip=get_remote_address(), at=clock.now(), **values)
        db.session.commit()
    except (LinkNotOpenError, OwnSchoolError, StaleDataError):  # somebody was quicker
        db.session.rollback()
        return _page(found, token, form)
    return redirect(url_for("confirmations.mentor.show", token=token))


def _is_of_the_school(found: Confirmation) -> bool:
    visitor = _visitor()
    return visitor is not None and visitor.school_id == found.school_id


def _page(found: Confirmation, token: str, sent: VersionedForm | None = None) -> Page:
    """The page of the link as it stands now; what was sent and not taken is shown on it."""
    page, status = _page_and_status(found, token, sent)
    return page, 400 if sent and "csrf_token" in sent.errors else status


def _page_and_status(found: Confirmation, token: str, sent: VersionedForm | None) -> tuple[str, int]:
    state = link_state(found, clock.now())
    school = db.session.get_one(School, found.school_id)
    kept = typed(sent) if sent else []
    if state in ANSWERED:
        page = render_template(
            "confirmations/answered.html",
            confirmation=found,
            school=school,
            answer=wording.ANSWERED[state],
            said=corrected(found.corrected, found.comment),
            typed=kept,
        )
        return page, 200
    if state is not LinkState.OPEN:
        title, text = wording.ENDED[state]
        page = render_template("confirmations/ended.html", page_title=title, text=text, typed=kept)
        return page, GONE
    if _is_of_the_school(found):
        page = render_template("confirmations/own_school.html", person=actor().person, typed=kept)
        return page, 403 if request.method == "POST" else 200
    page = render_template(
        "confirmations/mentor.html", **_asked(found, school), **_forms(found, sent), token=token
    )
    return page, 422 if sent else 200


def _asked(found: Confirmation, school: School) -> dict[str, Any]:
    """What is shown of the record, and nothing else of it."""
    record = found.record
    return {
        "confirmation": found,
        "school": school.name,
        "expires_on": clock.local(found.expires_at).date(),
        "teacher": record.teacher.person.name,
        "record": record,
        "pattern": words.pattern(attendance_pattern(record.pattern, record.weekdays)),
        "half_hours": found.days * record.half_hours,
        "months": by_month(days_attended(record, clock.today())),
        "estimate": estimate_of(record, clock.today()),
    }


def _forms(found: Confirmation, sent: VersionedForm | None) -> dict[str, Any]:
    """The forms, that which was sent with what is wrong in it; where no field is, the page was too old."""
    wrong = set(sent.errors) - {"csrf_token"} if sent else set()
    return {
        "correct": sent if isinstance(sent, CorrectForm) else CorrectForm(formdata=None, obj=found.record),
        "refuse": sent if isinstance(sent, RefuseForm) else RefuseForm(formdata=None),
        "stale": sent is not None and ("csrf_token" in sent.errors or not wrong),
    }
