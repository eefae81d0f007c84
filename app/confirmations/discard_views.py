"""Throwing a record's draft away."""

from flask import flash, redirect, url_for
from flask_login import login_required
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.confirmations.discard_operations import discard_record
from app.extensions import db
from app.practice.discard_operations import NotDiscardableError
from app.practice.queries import own_record
from app.practice.stale import check_version
from app.web.errors import ConflictError


@login_required
def discard(record_id: int) -> Response:
    """Delete a draft that was never handed in."""
    record = own_record(record_id, actor())
    back, teacher = check_version(record), record.teacher
    own = teacher.person_id == actor().person_id
    after = url_for("practice.index") if own else url_for("teachers.show", teacher_id=teacher.id)
    try:
        discard_record(record, actor=actor(), at=clock.now())
        db.session.commit()
    except NotDiscardableError as error:
        raise ConflictError(str(error), back=back) from None
    except (StaleDataError, IntegrityError):  # changed, answered or used at this very moment
        db.session.rollback()
        raise ConflictError("这条草稿刚刚在别处有了变化，没有删除。", back=back) from None
    flash("草稿已删除", "success")
    return redirect(after)
