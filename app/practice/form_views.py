"""Writing a record down and changing it: one's own, or for a teacher as the office."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.practice import draft_operations, queries, wording
from app.practice.begun_forms import form_for, new_form
from app.practice.draft_operations import NobodyElseError, WrittenWrongError
from app.practice.evidence_operations import MAX_EVIDENCE
from app.practice.forms import RecordForm
from app.practice.models import PracticeRecord, RecordKind
from app.practice.places import place_of
from app.practice.steps import OthersStepError
from app.practice.uploads import Looked, attach_files, look_into, say_refused
from app.teachers.models import Teacher
from app.teachers.queries import teacher_or_404
from app.web.errors import ConflictError
from app.web.forms import typed
from app.web.numbers import row_number
from app.web.security import locks_later, take_write_lock


def register(bp: Blueprint) -> None:
    """Put these pages among those of the records."""
    methods = ["GET", "POST"]
    bp.add_url_rule("/records/new", view_func=new, methods=methods)
    bp.add_url_rule("/people/<int:teacher_id>/records/new", view_func=new_for, methods=methods)
    bp.add_url_rule("/records/<int:record_id>/edit", view_func=edit, methods=methods)


@roles_required(Role.TEACHER)
@locks_later
def new() -> str | Response:
    """Write down a stretch; its files may come with it."""
    post = actor().person.teacher
    if post is None:
        abort(403)
    return _write_down(post, like=_like(post))


@roles_required(Role.HR, Role.ADMIN)
@locks_later
def new_for(teacher_id: int) -> str | Response:
    """The office writes for a teacher; somebody else will decide."""
    post = teacher_or_404(teacher_id, actor())
    try:
        draft_operations.check_may_write_for(post, actor(), clock.now())
    except OthersStepError:
        abort(403)
    except NobodyElseError:
        flash("除了您和这位教师，学校里没有别人可以审批。请先另指定一位人事处人员，再代填", "error")
        return redirect(url_for("teachers.show", teacher_id=post.id))
    return _write_down(post, like=None)


def _write_down(post: Teacher, *, like: PracticeRecord | None) -> str | Response:
    training = (like.kind if like else request.args.get("kind")) == RecordKind.TRAINING
    kind = RecordKind.TRAINING if training else RecordKind.PRACTICE
    form = new_form(kind, post.school_id, clock.today(), like=like, begun=request.args)
    if form.validate_on_submit():
        files = look_into(form.files.data or [], post.school_id)
        take_write_lock()
        saved = _save_new(post, form, files)
        if saved is not None:
            return saved
    own = post.person_id == actor().person_id
    return render_template(
        "practice/form.html",
        form=form,
        record=None,
        kind=kind,
        like=like,
        recent=queries.recent_places(post.id, kind) if own else (),
        wording=wording,
        teacher=post,
        most_evidence=MAX_EVIDENCE,
    )


def _save_new(post: Teacher, form: RecordForm, files: Looked) -> Response | None:
    """Where to go on to; None where the form says what is wrong."""
    site = place_of(form, actor=actor(), at=clock.now())
    if site is None:
        return None
    at = clock.now()
    try:
        record = draft_operations.create_record(post, form.written(site), actor=actor(), at=at)
    except WrittenWrongError as error:
        db.session.rollback()  # an enterprise named in the same form goes too
        form.show_problems(error.problems)
        return None
    except (OthersStepError, NobodyElseError):  # not so any more, since the files were looked into
        raise ConflictError(
            "刚才您的身份或学校的审批人有了变化，这条记录没有保存。", typed=typed(form)
        ) from None
    again = record.created_at < at
    refused = attach_files(record, files, stamped=form.stamped.data, again=again)
    where = url_for("practice.show", record_id=record.id)
    if again:
        flash(wording.kept_before(record.status), "info")
    else:
        flash("已存为草稿", "success")
    db.session.commit()
    say_refused(refused)
    return redirect(where)


@login_required
def edit(record_id: int) -> str | Response:
    """Change what is written."""
    record = queries.own_record(record_id, actor())
    form = form_for(record, clock.today())
    back = url_for("practice.show", record_id=record.id)
    if record.status not in EDITABLE:
        raise ConflictError("这条记录已经提交或处理完毕，不能修改。", typed=typed(form), back=back)
    if form.is_submitted():
        form.check_version(record.version, back=back)
        if form.validate() and _save(record, form, back):
            flash("已保存", "success")
            return redirect(back)
    return render_template(
        "practice/form.html",
        form=form,
        record=record,
        kind=record.kind,
        wording=wording,
        teacher=record.teacher,
    )


def _save(record: PracticeRecord, form: RecordForm, back: str) -> bool:
    site = place_of(form, actor=actor(), at=clock.now())
    if site is None:
        return False
    try:
        draft_operations.edit_record(record, form.written(site), actor=actor(), at=clock.now())
        db.session.commit()
    except WrittenWrongError as error:
        db.session.rollback()
        form.show_problems(error.problems)
        return False
    except StaleDataError:
        raise ConflictError(
            "这条记录刚刚在别处有了变化，您的修改没有保存。", typed=typed(form), back=back
        ) from None
    return True


def _like(post: Teacher) -> PracticeRecord | None:
    """The earlier record of one's own that a new one begins from."""
    record_id = request.args.get("like", type=row_number)
    if record_id is None:
        return None
    record = queries.own_record(record_id, actor())
    if record.teacher_id != post.id:
        abort(403)
    return record
