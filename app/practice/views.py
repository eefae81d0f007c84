"""Pages of a teacher's records."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain import words
from app.domain.conclusion import chinese_date
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.domain.workflow import EDITABLE, Action, ClosedTransitionError
from app.extensions import db
from app.practice import (
    draft_operations,
    evidence_operations,
    operations,
    paper_views,
    proof_views,
    queries,
    wording,
)
from app.practice.draft_operations import (
    NobodyElseError,
    NotCopyableError,
    NotEditableError,
    WrittenWrongError,
)
from app.practice.forms import RecordForm, form_for, new_form
from app.practice.models import PracticeRecord, RecordKind
from app.practice.operations import EvidenceMissingError, NotOverError
from app.practice.page import record_page, waiting
from app.practice.places import place_of
from app.practice.stale import check_version
from app.practice.steps import OthersStepError
from app.practice.uploads import attach_files, say_refused
from app.teachers.models import Teacher
from app.teachers.queries import teacher_or_404
from app.web.downloads import send_stored
from app.web.errors import ConflictError
from app.web.forms import typed
from app.web.numbers import row_number

bp = Blueprint("practice", __name__)
bp.add_url_rule("/records/appraisal.pdf", view_func=paper_views.blank_appraisal)
bp.add_url_rule("/records/<int:record_id>/appraisal.pdf", view_func=paper_views.appraisal)
bp.add_url_rule("/evidence/<int:evidence_id>/stamped", view_func=proof_views.stamped, methods=["POST"])
bp.add_url_rule("/records/<int:record_id>/original", view_func=proof_views.original, methods=["POST"])

teachers_only = roles_required(Role.TEACHER)


@bp.get("/records")
@teachers_only
def index() -> str:
    """The teacher's own records by year, newest first."""
    today = clock.today()
    by_year = queries.own_records(_own_post().id)
    return render_template(
        "practice/index.html",
        by_year=by_year,
        next_step={
            record.id: waiting(record, today)
            for records in by_year.values()
            for record in records
            if record.status is not RecordStatus.APPROVED
        },
        words=words,
        wording=wording,
    )


@bp.route("/records/new", methods=["GET", "POST"])
@teachers_only
def new() -> str | Response:
    """Write down a stretch; its files may come with it."""
    post = _own_post()
    return _write_down(post, like=_like(post))


@bp.route("/people/<int:teacher_id>/records/new", methods=["GET", "POST"])
@roles_required(Role.HR, Role.ADMIN)
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
    form = new_form(kind, post.school_id, clock.today(), like=like)
    if form.validate_on_submit() and (site := place_of(form, actor=actor(), at=clock.now())):
        try:
            record = draft_operations.create_record(post, form.written(site), actor=actor(), at=clock.now())
        except WrittenWrongError as error:
            db.session.rollback()  # an enterprise named in the same form goes too
            form.show_problems(error.problems)
        else:
            refused = attach_files(record, form.files.data or [], stamped=form.stamped.data)
            where = url_for("practice.show", record_id=record.id)
            db.session.commit()
            flash("已存为草稿", "success")
            say_refused(refused)
            return redirect(where)
    return render_template(
        "practice/form.html",
        form=form,
        record=None,
        kind=kind,
        like=like,
        recent=queries.recent_places(post.id, kind) if post.person_id == actor().person_id else (),
        wording=wording,
        teacher=post,
    )


@bp.get("/records/<int:record_id>")
@login_required
def show(record_id: int) -> str:
    """One record with everything about it."""
    record = queries.record_or_404(record_id, actor())
    page = record_page(record, actor(), clock.today())
    return render_template(
        "practice/show.html", page=page, record=record, words=words, wording=wording, now=clock.now()
    )


@bp.route("/records/<int:record_id>/edit", methods=["GET", "POST"])
@login_required
def edit(record_id: int) -> str | Response:
    """Change what is written."""
    record = _own_record(record_id)
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


@bp.post("/records/<int:record_id>/submit")
@login_required
def submit(record_id: int) -> Response:
    """Hand a record in."""
    return _step(_own_record(record_id), Action.SUBMIT, "已提交")


@bp.post("/records/<int:record_id>/withdraw")
@login_required
def withdraw(record_id: int) -> Response:
    """Take a record back while nobody has decided."""
    return _step(_own_record(record_id), Action.WITHDRAW, "已撤回，可以修改后重新提交")


def _step(record: PracticeRecord, action: Action, done: str) -> Response:
    back = check_version(record)
    try:
        operations.act(record, action, actor=actor(), at=clock.now())
    except ClosedTransitionError:
        raise ConflictError("这条记录已经不在可以这样做的状态。", back=back) from None
    except NotOverError as error:
        flash(f"实践在 {chinese_date(error.last_day)} 结束，结束之后才能提交", "warning")
        return redirect(back)
    except EvidenceMissingError:
        flash("还没有佐证文件，请先上传至少一个再提交", "warning")
        return redirect(back)
    db.session.commit()
    flash(done, "success")
    return redirect(back)


@bp.post("/records/<int:record_id>/copy")
@login_required
def copy(record_id: int) -> Response:
    """Begin anew from a record that has ended."""
    record = _own_record(record_id)
    try:
        draft = draft_operations.copy_record(record, actor=actor(), at=clock.now())
    except NotCopyableError:
        back = url_for("practice.show", record_id=record.id)
        raise ConflictError("只有已驳回或已撤销的记录才能复制为草稿。", back=back) from None
    where = url_for("practice.show", record_id=draft.id)
    db.session.commit()
    flash("已复制为草稿，改好后请提交", "success")
    return redirect(where)


@bp.post("/records/<int:record_id>/evidence")
@login_required
def add_evidence(record_id: int) -> Response:
    """Add files to a record."""
    record = _own_record(record_id)
    back = check_version(record)
    files = request.files.getlist("files")
    try:
        refused = attach_files(record, files, stamped="stamped" in request.form)
    except NotEditableError:
        raise ConflictError("这条记录已经提交或处理完毕，不能再加佐证。", back=back) from None
    db.session.commit()
    if not any(file.filename for file in files):
        flash("请先选择文件", "warning")
    say_refused(refused)
    return redirect(back)


@bp.post("/evidence/<int:evidence_id>/remove")
@login_required
def remove_evidence(evidence_id: int) -> Response:
    """Take a file out of its record."""
    evidence = queries.evidence_or_404(evidence_id, actor())
    record = _own_record(evidence.record_id)
    back = check_version(record)
    try:
        evidence_operations.remove_evidence(evidence, actor=actor(), at=clock.now())
    except NotEditableError:
        raise ConflictError("这条记录已经提交或处理完毕，不能移除佐证。", back=back) from None
    db.session.commit()
    return redirect(back)


@bp.get("/evidence/<int:evidence_id>")
@login_required
def evidence(evidence_id: int) -> Response:
    """The file itself."""
    found = queries.evidence_or_404(evidence_id, actor())
    return send_stored(found.file, found.name)


def _own_post() -> Teacher:
    post = actor().person.teacher
    if post is None:
        abort(403)
    return post


def _like(post: Teacher) -> PracticeRecord | None:
    """The earlier record of one's own that a new one begins from."""
    record_id = request.args.get("like", type=row_number)
    if record_id is None:
        return None
    record = _own_record(record_id)
    if record.teacher_id != post.id:
        abort(403)
    return record


def _own_record(record_id: int) -> PracticeRecord:
    return queries.own_record(record_id, actor())
