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
from app.practice import draft_operations, evidence_operations, operations, paper_views, queries, wording
from app.practice.draft_operations import NotCopyableError, NotEditableError, WrittenWrongError
from app.practice.forms import RecordForm, form_for, new_form
from app.practice.models import PracticeRecord, RecordKind
from app.practice.operations import EvidenceMissingError, NotOverError
from app.practice.page import record_page, waiting
from app.practice.uploads import attach_files, say_refused
from app.teachers.models import Teacher
from app.venues import operations as venues
from app.venues.models import Site
from app.venues.operations import SiteClosedError
from app.web.downloads import send_stored
from app.web.errors import ConflictError
from app.web.forms import typed

bp = Blueprint("practice", __name__)
bp.add_url_rule("/records/appraisal.pdf", view_func=paper_views.blank_appraisal)
bp.add_url_rule("/records/<int:record_id>/appraisal.pdf", view_func=paper_views.appraisal)

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
    kind = RecordKind.TRAINING if request.args.get("kind") == RecordKind.TRAINING else RecordKind.PRACTICE
    form = new_form(kind, post.school_id)
    if form.validate_on_submit():
        try:
            written = form.written(site_of(form))
            record = draft_operations.create_record(post, written, actor=actor(), at=clock.now())
        except WrittenWrongError as error:
            db.session.rollback()  # an enterprise named in the same form goes too
            form.show_problems(error.problems)
        except SiteClosedError:
            form.enterprise.errors = ["这个企业在名录里已停用，请联系人事处"]
        else:
            refused = attach_files(record, form.files.data or [])
            where = url_for("practice.show", record_id=record.id)
            db.session.commit()
            flash("已存为草稿", "success")
            say_refused(refused)
            return redirect(where)
    return render_template("practice/form.html", form=form, record=None, kind=kind, wording=wording)


@bp.get("/records/<int:record_id>")
@login_required
def show(record_id: int) -> str:
    """One record with everything about it."""
    record = queries.record_or_404(record_id, actor())
    page = record_page(record, actor(), clock.today())
    return render_template("practice/show.html", page=page, record=record, words=words, wording=wording)


@bp.route("/records/<int:record_id>/edit", methods=["GET", "POST"])
@login_required
def edit(record_id: int) -> str | Response:
    """Change what is written."""
    record = _own_record(record_id)
    form = form_for(record)
    back = url_for("practice.show", record_id=record.id)
    if record.status not in EDITABLE:
        raise ConflictError("这条记录已经提交或处理完毕，不能修改。", typed=typed(form), back=back)
    if form.is_submitted():
        form.check_version(record.version, back=back)
        if form.validate() and _save(record, form, back):
            flash("已保存", "success")
            return redirect(back)
    return render_template("practice/form.html", form=form, record=record, kind=record.kind, wording=wording)


def _save(record: PracticeRecord, form: RecordForm, back: str) -> bool:
    try:
        written = form.written(site_of(form))
        draft_operations.edit_record(record, written, actor=actor(), at=clock.now())
        db.session.commit()
    except WrittenWrongError as error:
        db.session.rollback()
        form.show_problems(error.problems)
        return False
    except SiteClosedError:
        form.enterprise.errors = ["这个企业在名录里已停用，请联系人事处"]
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
    back = _check_version(record)
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
    back = _check_version(record)
    files = request.files.getlist("files")
    try:
        refused = attach_files(record, files)
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
    back = _check_version(record)
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


def _own_record(record_id: int) -> PracticeRecord:
    return queries.own_record(record_id, actor())


def _check_version(record: PracticeRecord) -> str:
    """Refuse a button pressed on an old page; gives the record's page."""
    back = url_for("practice.show", record_id=record.id)
    if request.form.get("version", type=int) != record.version:
        raise ConflictError("在您打开这一页之后，这条记录有了变化，您的操作没有执行。", back=back)
    return back


def site_of(form: RecordForm) -> Site:
    """The place chosen, or the enterprise named, which is entered with it.

    Raises:
        SiteClosedError: HR has taken it out of use.
    """
    chosen = form.sites.get(form.site_id.data or "")
    if chosen is not None:
        return chosen
    return venues.name_enterprise(
        form.enterprise.data or "", form.credit_code.data or None, actor=actor(), at=clock.now()
    )
