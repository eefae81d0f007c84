"""Buttons that say what a record's files are worth."""

from flask import abort, flash, redirect, request
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain.roles import Part
from app.extensions import db
from app.practice import queries
from app.practice.access import parts
from app.practice.draft_operations import NotEditableError
from app.practice.proof_operations import NotInReviewError, mark_original, mark_stamped
from app.practice.stale import check_version
from app.web.errors import ConflictError
from app.web.links import page_of_request


@login_required
def stamped(evidence_id: int) -> Response:
    """The uploader says whether a file bears a seal."""
    evidence = queries.evidence_or_404(evidence_id, actor())
    record = queries.own_record(evidence.record_id, actor())
    back = check_version(record)
    try:
        mark_stamped(evidence, stamped=request.form.get("stamped") == "1", actor=actor(), at=clock.now())
    except NotEditableError:
        raise ConflictError("这条记录已经提交或处理完毕，不能再改。", back=back) from None
    db.session.commit()
    return redirect(back)


@login_required
def original(record_id: int) -> Response:
    """HR has seen the original, or takes that back; then the page where the button was."""
    record = queries.record_or_404(record_id, actor())
    seen = request.form.get("seen") == "1"
    if Part.HR not in parts(actor(), record, clock.today()):
        abort(403)
    back = check_version(record)
    try:
        mark_original(record, seen=seen, actor=actor(), at=clock.now())
    except NotInReviewError:
        raise ConflictError("这条记录不在审核中，也还没有通过，不能登记原件。", back=back) from None
    db.session.commit()
    flash("已登记：原件已核验" if seen else "已取消原件核验的登记", "success")
    asked_from = page_of_request()
    return redirect(asked_from if asked_from != "/" else back)
