"""Pages of recommendations that were issued: the file, withdrawal, and the public check."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.certificates import operations, queries
from app.certificates.forms import CheckForm, RevokeForm
from app.certificates.models import Certificate
from app.certificates.operations import AlreadyWithdrawnError, OwnCaseError
from app.certificates.wording import DISCLAIMER, LEVELS
from app.domain.certificates import facts_from_json, group_code, normalize_code
from app.domain.masking import mask_name
from app.domain.roles import Role
from app.extensions import db, limiter, write_transaction
from app.files.queries import DamagedFileError, read_checked
from app.web.errors import ConflictError
from app.web.links import page_address
from app.web.printing import send_paper

bp = Blueprint("certificates", __name__)

CHECKS_ALLOWED = "30/minute"
"""Checks from one address: enough for a hall behind one router, useless for guessing 140 bits."""
TOO_MANY_CHECKS = "核验的次数太多了，请一分钟后再试。"


def certificate_or_404(certificate_id: int) -> Certificate:
    """A recommendation of the actor's school: for its office, and for the teacher it is about."""
    certificate = queries.find_certificate(certificate_id, school_id=actor().school_id)
    if certificate is None:
        abort(404)
    if not actor().has(Role.HR, Role.ADMIN) and certificate.teacher.person_id != actor().person_id:
        abort(404)
    return certificate


@bp.get("/certificates/<int:certificate_id>.pdf")
@login_required
def pdf(certificate_id: int) -> Response:
    """The bytes that were issued, or nothing: a file that differs is never handed out."""
    certificate = certificate_or_404(certificate_id)
    try:
        data = read_checked(certificate.pdf)
    except DamagedFileError:
        current_app.logger.exception("recommendation %s cannot be handed out", certificate.number)
        abort(500)
    return send_paper(data, f"推荐书 {certificate.number}")


@bp.post("/certificates/<int:certificate_id>/revoke")
@roles_required(Role.HR, Role.ADMIN)
def revoke(certificate_id: int) -> Response:
    certificate = certificate_or_404(certificate_id)
    form = RevokeForm()
    back = url_for("recognition.show", proposal_id=certificate.proposal_id)
    if not form.validate_on_submit():
        flash(next(iter(form.errors.values()))[0], "error")
        return redirect(back)
    typed = [("撤销原因", form.reason.data or "")]
    if form.version.data != certificate.version:
        raise ConflictError("这份推荐书刚刚有变化，您的撤销没有执行。", typed=typed, back=back)
    try:
        operations.revoke_certificate(certificate, form.reason.data or "", actor=actor(), at=clock.now())
    except AlreadyWithdrawnError:
        raise ConflictError("这份推荐书已经撤销过了。", typed=typed, back=back) from None
    except OwnCaseError:
        flash("推荐书写的是您本人，请由其他人撤销。", "error")
        return redirect(back)
    db.session.commit()
    flash("已撤销。编号不再使用，核验页面会显示撤销日期，并已给教师写信。", "success")
    return redirect(back)


@bp.get("/v/<code>")
@limiter.limit(CHECKS_ALLOWED, error_message=TOO_MANY_CHECKS)
def verify(code: str) -> str | tuple[str, int]:
    """What anybody may know of a recommendation: enough to compare with the paper in hand."""
    certificate = queries.find_by_code(code)
    if certificate is None:
        return render_template("certificates/not_found.html", form=CheckForm(formdata=None)), 404
    facts = facts_from_json(certificate.facts)
    stood = _stood_at(certificate)
    page = render_template(
        "certificates/verify.html",
        certificate=certificate,
        facts=facts,
        name=mask_name(facts.teacher_name),
        level=LEVELS[facts.level],
        withdrawn_on=clock.local(certificate.revoked_at).date() if certificate.revoked_at else None,
        checked_on=clock.local(stood).date() if stood else None,
        code=group_code(certificate.verify_code),
        address=page_address("certificates.check"),
        disclaimer=DISCLAIMER,
    )
    _log_check(certificate.id)
    return page


@bp.get("/verify")
@limiter.limit(CHECKS_ALLOWED, error_message=TOO_MANY_CHECKS)
def check() -> str | Response | tuple[str, int]:
    """Type a code from paper."""
    form = CheckForm(request.args)
    if "code" not in request.args:
        return render_template("certificates/check.html", form=CheckForm(formdata=None))
    if form.validate():
        code = normalize_code(form.code.data or "")
        if code is not None:
            return redirect(url_for("certificates.verify", code=code))
        form.code.errors = ["核验码应为 28 位数字和字母，请核对是否抄漏或多抄"]
    return render_template("certificates/check.html", form=form), 422


@bp.get("/v/")
def address_without_code() -> Response:
    """What a recommendation prints beside its code: where that is typed."""
    return redirect(url_for("certificates.check"))


def _stood_at(certificate: Certificate) -> datetime | None:
    """When the school last found that it still stands; the feature that knows builds on this one."""
    ask: Callable[[int], datetime | None] = current_app.extensions["stood_at"]
    return ask(certificate.proposal_id)


def _log_check(certificate_id: int) -> None:
    """Count the check in a short transaction of its own; a busy database must not hide the answer."""
    db.session.rollback()
    try:
        with write_transaction():
            certificate = db.session.get_one(Certificate, certificate_id)
            operations.record_check(certificate, at=clock.now())
            db.session.commit()
    except OperationalError:
        db.session.rollback()
        current_app.logger.exception("check of recommendation %s was not logged", certificate_id)
