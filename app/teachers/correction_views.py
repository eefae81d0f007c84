"""The office answers requests for correction."""

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.extensions import db
from app.teachers import correction_operations, correction_queries, wording
from app.teachers.account_views import office_only, page_of
from app.teachers.correction_operations import (
    AnswerMissingError,
    ClosedRequestError,
    NothingChangedError,
    OwnRequestError,
)
from app.teachers.forms import AnswerForm
from app.teachers.models import CorrectionRequest, HeldFact
from app.teachers.page import asked
from app.web.errors import ConflictError
from app.web.forms import typed
from app.web.numbers import page_asked

bp = Blueprint("corrections", __name__, url_prefix="/people/corrections")

PER_PAGE = 50
ANSWERED = "这份申请刚被别人答复，您的答复没有保存。"
ON_FORM = frozenset(
    {HeldFact.NAME, HeldFact.STAFF_NUMBER, HeldFact.DEPARTMENT, HeldFact.SPECIALTY, HeldFact.HIRED_ON}
)
"""Facts that the form about a person changes; the others have places of their own on the person's page."""
PLACE = {HeldFact.CATEGORIES: "#categories", HeldFact.LEAVES: "#leaves", HeldFact.ROLES: "#accounts"}


@bp.get("")
@office_only
def index() -> str:
    """What waits, and what has been answered."""
    answered = db.paginate(
        correction_queries.answered_requests(actor().school_id),
        page=page_asked(),
        per_page=PER_PAGE,
        error_out=False,
    )
    waiting = [asked(one) for one in correction_queries.waiting_requests(actor().school_id)]
    return render_template("teachers/corrections.html", waiting=waiting, answered=answered, wording=wording)


@bp.get("/<int:request_id>")
@office_only
def show(request_id: int) -> str:
    """One request: what is held, what is asked for, and the way to both answers."""
    found = correction_queries.request_or_404(request_id, actor())
    return _show(found, AnswerForm(formdata=None, data={"version": found.version}))


def _show(found: CorrectionRequest, form: AnswerForm, refused: str | None = None) -> str:
    return render_template(
        "teachers/correction.html",
        asked=asked(found),
        own=found.person_id == actor().person_id,
        where=where_to_change(found),
        back=page_of(found.person),
        form=form,
        refused=refused,
        wording=wording,
    )


def where_to_change(found: CorrectionRequest) -> str:
    """The page on which the office changes the fact."""
    if found.fact in ON_FORM:
        return url_for("teachers.edit", person_id=found.person_id)
    return page_of(found.person) + PLACE[found.fact]


@bp.post("/<int:request_id>/done")
@office_only
def done(request_id: int) -> str | Response:
    """Say that it has been corrected."""
    return _answer(request_id, correct=True)


@bp.post("/<int:request_id>/decline")
@office_only
def decline(request_id: int) -> str | Response:
    """Say why it stays as it is."""
    return _answer(request_id, correct=False)


def _answer(request_id: int, *, correct: bool) -> str | Response:
    found = correction_queries.request_or_404(request_id, actor())
    form = AnswerForm()
    back = url_for("teachers.corrections.show", request_id=request_id)
    if form.version.data != found.version:
        raise ConflictError(ANSWERED, typed=typed(form), back=back)
    if not form.validate():
        return _show(found, form, None if correct else "decline")
    act = correction_operations.confirm_done if correct else correction_operations.decline
    try:
        act(found, form.answer.data or "", actor=actor(), at=clock.now())
        db.session.commit()
    except OwnRequestError:
        flash("这是您本人的申请，请由另一位人事或学校管理员答复", "error")
        return redirect(back)
    except NothingChangedError:
        flash("系统里还是原来的内容，请先更改，再答复“已更正”", "error")
        return redirect(back)
    except AnswerMissingError:
        form.answer.errors = ["请写明为什么不更正，本人会看到"]
        return _show(found, form, "decline")
    except (ClosedRequestError, StaleDataError):
        db.session.rollback()
        raise ConflictError(ANSWERED, typed=typed(form), back=back) from None
    flash("已答复，本人会收到通知", "success")
    return redirect(url_for("teachers.corrections.index"))
