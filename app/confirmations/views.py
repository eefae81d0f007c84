"""The school's side: make a link, see what came of it, take it back, take a correction over."""

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.confirmations import discard_views, mentor_views, operations, queries, wording
from app.confirmations.emails import mentor_address
from app.confirmations.forms import AskForm, ConfirmForm
from app.confirmations.models import Confirmation
from app.confirmations.operations import LinkNotOpenError, NotAskableError, OwnAddressError, TooManyMailsError
from app.confirmations.queries import LinkState
from app.domain import words
from app.domain.evidence import ConfirmationState
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.practice import wording as practice_wording
from app.practice.begun_forms import form_for
from app.practice.forms import RecordForm
from app.practice.models import PracticeRecord
from app.practice.queries import own_record
from app.practice.wording import corrected
from app.web.errors import ConflictError
from app.web.forms import typed
from app.web.qr import qr_svg

bp = Blueprint("confirmations", __name__)
bp.register_blueprint(mentor_views.bp)
bp.add_url_rule("/records/<int:record_id>/discard", view_func=discard_views.discard, methods=["POST"])

MADE_LINK = "confirmation_link"
"""Where the browser of whoever made a link keeps it: id and token. The database has no token but in a mail
that is still to go out."""


@bp.route("/records/<int:record_id>/confirmation", methods=["GET", "POST"])
@login_required
def ask(record_id: int) -> str | Response:
    """The link of a record, and the form for a new one."""
    record = queries.record_to_ask_about(record_id, actor())
    form = AskForm()
    if form.validate_on_submit():
        try:
            made, token = operations.ask(record, form.mentor, actor=actor(), at=clock.now())
        except NotAskableError as error:
            back = url_for("confirmations.ask", record_id=record.id)
            raise ConflictError(str(error), typed=typed(form), back=back) from None
        except OwnAddressError:
            form.mentor_email.errors = ["这是本校人员的邮箱，请填写企业指导人自己的"]
        except TooManyMailsError:
            form.mentor_email.errors = [wording.TOO_MANY_MAILS.format(operations.MAILS_A_DAY)]
        else:
            session[MADE_LINK] = [made.id, token]
            db.session.commit()
            flash("链接已生成，请发给企业指导人", "success")
            return redirect(url_for("confirmations.ask", record_id=record_id))
    return _page(record, form)


def _page(record: PracticeRecord, form: AskForm) -> str:
    last = queries.last_confirmation(record)
    state = queries.link_state(last, clock.now()) if last else None
    address = _kept_address(last) if last and state is LinkState.OPEN else None
    held = queries.last_answer(record) if queries.word_held(record) else None
    goes_out = current_app.config["SETTINGS"].smtp is not None
    if not goes_out:
        form.mentor_email.description = wording.NO_MAIL
    return render_template(
        "confirmations/ask.html",
        record=record,
        form=form,
        last=last,
        state=state,
        why_not=queries.why_not(record, clock.today()),
        address=address,
        code=qr_svg(address, "确认链接的二维码") if address else None,
        message=wording.message(last, actor().school, address) if last and address else None,
        said=corrected(last.corrected, last.comment) if last else "",
        mailed=wording.mailed(last.mentor_email, queries.mail_status(last), goes_out=goes_out)
        if last and last.mentor_email
        else "",
        wording=wording,
        words=words,
        is_open=state is LinkState.OPEN,
        held=held if held is not last else None,
        held_said=corrected(held.corrected, held.comment) if held else "",
    )


def _kept_address(last: Confirmation) -> str | None:
    kept = session.get(MADE_LINK)
    return mentor_address(kept[1]) if kept and kept[0] == last.id else None


@bp.post("/records/<int:record_id>/confirmation/withdraw")
@login_required
def withdraw(record_id: int) -> Response:
    """Take the open link back."""
    record = queries.record_to_ask_about(record_id, actor())
    back = url_for("confirmations.ask", record_id=record.id)
    form, last = ConfirmForm(), queries.last_confirmation(record)
    if last is None or form.version.data != last.version:
        raise ConflictError("在您打开这一页之后，这个链接有了变化，您的操作没有执行。", back=back)
    try:
        operations.withdraw(last, actor=actor(), at=clock.now())
        db.session.commit()
    except (LinkNotOpenError, StaleDataError):
        raise ConflictError("这个链接已经有了答复，或者已经停用，不能再撤回。", back=back) from None
    session.pop(MADE_LINK, None)
    flash("链接已撤回，打开它的人会看到已停用", "success")
    return redirect(back)


@bp.get("/records/<int:record_id>/corrected")
@login_required
def take_over(record_id: int) -> str | Response:
    """The form to change the record, filled in as the enterprise corrected it; saving is the record's own."""
    record = own_record(record_id, actor())
    back = url_for("practice.show", record_id=record.id)
    last = queries.last_answer(record)
    if record.confirmation is not ConfirmationState.CORRECTED or last is None:
        flash("这条记录没有等着您处理的更正", "info")
        return redirect(back)
    if record.status not in EDITABLE:
        raise ConflictError("这条记录已经提交或处理完毕，要先撤回才能修改。", back=back)
    form = form_for(record, clock.today())
    _fill_in(form, last)
    return render_template(
        "practice/form.html",
        form=form,
        record=record,
        kind=record.kind,
        wording=practice_wording,
        teacher=record.teacher,
        corrected=corrected(last.corrected, last.comment),
    )


def _fill_in(form: RecordForm, last: Confirmation) -> None:
    for name, value in last.corrected.items():
        form[name].data = date.fromisoformat(value) if name in {"first_day", "last_day"} else value
    first_day, last_day = form.first_day.data, form.last_day.data
    assert first_day is not None
    assert last_day is not None
    for field in (form.absent, form.attended_rest_days):  # days that are no longer part of it
        field.data = frozenset(day for day in field.data if first_day <= day <= last_day)
