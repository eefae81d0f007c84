"""The office enters approved leaves, corrects and removes them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.extensions import db
from app.teachers import leave_operations, queries
from app.teachers.account_views import office_only
from app.teachers.forms import AccountForm, LeaveForm
from app.teachers.leave_operations import LeaveDaysError
from app.teachers.operations import OwnPostError
from app.teachers.person_views import show_person
from app.web.errors import ConflictError
from app.web.forms import typed

bp = Blueprint("leaves", __name__, url_prefix="/people")

OWN_LEAVE = "您本人的离岗，请由另一位人事或学校管理员登记"


@bp.post("/<int:teacher_id>/leaves")
@office_only
def add(teacher_id: int) -> str | Response:
    """One more leave."""
    teacher = queries.teacher_or_404(teacher_id, actor())
    form = LeaveForm()
    if form.validate_on_submit():
        try:
            leave_operations.add_leave(teacher, form.span, actor=actor(), at=clock.now())
        except OwnPostError:
            return _own(teacher.id)
        except LeaveDaysError as error:
            form.show_problem(error)
        else:
            return _saved(teacher.id, "离岗已登记；这一年没有完成要求时，会写明需学校裁定")
    return show_person(teacher.person, leave_form=form)


@bp.route("/leaves/<int:leave_id>", methods=["GET", "POST"])
@office_only
def correct(leave_id: int) -> str | Response:
    """Other days of a leave."""
    leave = queries.leave_or_404(leave_id, actor())
    back = _back(leave.teacher_id)
    form = LeaveForm(
        data={
            "away_from": leave.first_day,
            "away_until": leave.last_day,
            "document": leave.document,
            "version": leave.version,
        }
    )
    if form.is_submitted():
        form.check_version(leave.version, back=back)
    if form.validate_on_submit():
        try:
            leave_operations.correct_leave(leave, form.span, actor=actor(), at=clock.now())
            return _saved(leave.teacher_id, "离岗已更正")
        except OwnPostError:
            return _own(leave.teacher_id)
        except LeaveDaysError as error:
            form.show_problem(error)
        except StaleDataError:
            raise ConflictError(
                "这一条离岗刚被别人更正，您的修改没有保存。", typed=typed(form), back=back
            ) from None
    return render_template("teachers/leave.html", form=form, leave=leave, back=back)


@bp.post("/leaves/<int:leave_id>/remove")
@office_only
def remove(leave_id: int) -> Response:
    """Take out a leave entered by mistake."""
    leave = queries.leave_or_404(leave_id, actor())
    teacher_id = leave.teacher_id
    if AccountForm().version.data != leave.version:
        raise ConflictError("这一条离岗刚被别人更正，没有移除。", back=_back(teacher_id))
    try:
        leave_operations.remove_leave(leave, actor=actor(), at=clock.now())
    except OwnPostError:
        return _own(teacher_id)
    return _saved(teacher_id, "离岗已移除，经过里留有记录")


def _back(teacher_id: int) -> str:
    return url_for("teachers.show", teacher_id=teacher_id)


def _own(teacher_id: int) -> Response:
    flash(OWN_LEAVE, "error")
    return redirect(_back(teacher_id))


def _saved(teacher_id: int, says: str) -> Response:
    db.session.commit()
    flash(says, "success")
    return redirect(_back(teacher_id))
