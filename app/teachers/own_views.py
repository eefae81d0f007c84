"""What the school holds about oneself, and asking for it to be corrected."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.extensions import db
from app.teachers import correction_operations, correction_queries, wording
from app.teachers.correction_operations import AlreadyAskedError, ClosedRequestError
from app.teachers.forms import AccountForm, CorrectionForm
from app.teachers.models import HeldFact
from app.teachers.page import own_page
from app.web.errors import ConflictError

bp = Blueprint("own", __name__, url_prefix="/me")


@bp.get("")
@login_required
def me() -> str:
    """What is held about me, what it decides, and how to sign out."""
    return render_template(
        "teachers/me.html", account=actor(), page=own_page(actor(), clock.today()), wording=wording
    )


@bp.route("/corrections/new", methods=["GET", "POST"])
@login_required
def correct() -> str | Response:
    """Say that a fact is wrong."""
    person = actor().person
    form = CorrectionForm(data={"fact": request.args.get("fact")})
    form.ask_facts(correction_queries.facts_of(person))
    if form.validate_on_submit():
        try:
            correction_operations.ask(
                person,
                HeldFact(form.fact.data),
                form.wanted.data or "",
                form.why.data or "",
                actor=actor(),
                at=clock.now(),
            )
        except AlreadyAskedError:
            form.fact.errors = ["这一项您已经申请过，人事处还没有答复；如要改写，请先撤回那一份"]
        else:
            db.session.commit()
            flash("已提交，人事处会收到通知；答复后您会收到邮件", "success")
            return redirect(url_for("teachers.own.me"))
    return render_template(
        "teachers/correct.html", form=form, page=own_page(actor(), clock.today()), wording=wording
    )


@bp.post("/corrections/<int:request_id>/withdraw")
@login_required
def withdraw(request_id: int) -> Response:
    """Take a request back."""
    found = correction_queries.own_request_or_404(request_id, actor())
    back = url_for("teachers.own.me")
    if AccountForm().version.data != found.version:
        raise ConflictError("人事处刚刚答复了这份申请，没有撤回。", back=back)
    try:
        correction_operations.withdraw(found, actor=actor(), at=clock.now())
    except ClosedRequestError:
        raise ConflictError("这份申请已经不在等待答复。", back=back) from None
    db.session.commit()
    flash("已撤回", "success")
    return redirect(back)
