"""The files of a record: put to it, taken out, opened, and seen as pictures."""

from flask import Blueprint, Response, flash, jsonify, redirect, request
from flask_login import login_required
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.access import actor
from app.extensions import db
from app.practice import evidence_operations, queries
from app.practice.draft_operations import NotEditableError
from app.practice.stale import check_version
from app.practice.uploads import attach_files, look_into, say_refused
from app.web.downloads import send_picture, send_stored
from app.web.errors import ConflictError
from app.web.security import FILE_FIELD, locks_later, take_write_lock


def register(bp: Blueprint) -> None:
    """Put these pages among those of the records."""
    bp.add_url_rule("/records/<int:record_id>/evidence", view_func=add_evidence, methods=["POST"])
    bp.add_url_rule("/evidence/<int:evidence_id>/remove", view_func=remove_evidence, methods=["POST"])
    bp.add_url_rule("/evidence/<int:evidence_id>", view_func=evidence)
    bp.add_url_rule("/evidence/<int:evidence_id>/picture/<int:page>", view_func=picture)


@login_required
@locks_later
def add_evidence(record_id: int) -> AnyResponse:
    """Add files to a record; a script that sends them one by one is told in JSON."""
    looked = look_into(request.files.getlist(FILE_FIELD), queries.own_record(record_id, actor()).school_id)
    take_write_lock()
    record = queries.own_record(record_id, actor())
    back = check_version(record)
    try:
        refused = attach_files(record, looked, stamped="stamped" in request.form)
    except NotEditableError:
        raise ConflictError("这条记录已经提交或处理完毕，不能再加佐证。", back=back) from None
    db.session.commit()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(version=record.version, refused=[reason for _name, reason in refused])
    if not looked:
        flash("请先选择文件", "warning")
    say_refused(refused)
    return redirect(back)


@login_required
def remove_evidence(evidence_id: int) -> AnyResponse:
    """Take a file out of its record."""
    found = queries.evidence_or_404(evidence_id, actor())
    record = queries.own_record(found.record_id, actor())
    back = check_version(record)
    try:
        evidence_operations.remove_evidence(found, actor=actor(), at=clock.now())
    except NotEditableError:
        raise ConflictError("这条记录已经提交或处理完毕，不能移除佐证。", back=back) from None
    db.session.commit()
    return redirect(back)


@login_required
def evidence(evidence_id: int) -> Response:
    """The file itself."""
    found = queries.evidence_or_404(evidence_id, actor())
    return send_stored(found.file, found.name)


@login_required
def picture(evidence_id: int, page: int) -> Response:
    """One page of a file as a picture; ``?size=small`` for a list."""
    found = queries.evidence_or_404(evidence_id, actor())
    return send_picture(found.file, page, small=request.args.get("size") == "small")
