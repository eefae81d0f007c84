"""Pages of a teacher's records."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.audit import queries as audit
from app.domain import words
from app.domain.conclusion import chinese_date
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.domain.workflow import Action, ClosedTransitionError
from app.extensions import db
from app.practice import (
    copy_operations,
    evidence_views,
    form_views,
    operations,
    paper_views,
    proof_views,
    queries,
    wording,
)
from app.practice.copy_operations import NotCopyableError
from app.practice.evidence_operations import MAX_EVIDENCE
from app.practice.forms import ACCEPT, STAMPED, STAMPED_HINT
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.operations import EvidenceMissingError, NotOverError, TasksMissingError
from app.practice.page import half_hours_of, record_page
from app.practice.stale import check_version
from app.practice.waiting import waiting
from app.schools.queries import school_facts
from app.teachers.models import Teacher
from app.web.errors import ConflictError

bp = Blueprint("practice", __name__)
bp.add_url_rule("/records/appraisal.pdf", view_func=paper_views.blank_appraisal)
bp.add_url_rule("/records/<int:record_id>/appraisal.pdf", view_func=paper_views.appraisal)
form_views.register(bp)
evidence_views.register(bp)
bp.add_url_rule("/evidence/<int:evidence_id>/stamped", view_func=proof_views.stamped, methods=["POST"])
bp.add_url_rule("/records/<int:record_id>/original", view_func=proof_views.original, methods=["POST"])

teachers_only = roles_required(Role.TEACHER)


@bp.get("/records")
@teachers_only
def index() -> str:
    """The teacher's own records by year, newest first."""
    today, post = clock.today(), _own_post()
    school = school_facts(post.school_id, today)
    by_year, holders = queries.own_records(post.id), Holders(post.school_id, today)
    return render_template(
        "practice/index.html",
        by_year=by_year,
        next_step={
            record.id: waiting(record, today, holders)
            for records in by_year.values()
            for record in records
            if record.status is not RecordStatus.APPROVED
        },
        half_hours=lambda record: half_hours_of(record, today, school),
        words=words,
        wording=wording,
    )


@bp.get("/records/<int:record_id>")
@login_required
def show(record_id: int) -> str:
    """One record with everything about it."""
    record = queries.record_or_404(record_id, actor())
    page = record_page(record, actor(), clock.today())
    return render_template(
        "practice/show.html",
        page=page,
        record=record,
        words=words,
        wording=wording,
        now=clock.now(),
        accept=ACCEPT,
        most_evidence=MAX_EVIDENCE,
        stamped={"label": STAMPED, "hint": STAMPED_HINT},
    )


@bp.post("/records/<int:record_id>/submit")
@login_required
def submit(record_id: int) -> Response:
    """Hand a record in."""
    record = _own_record(record_id)
    log = audit.history("record", record.id, school_id=record.school_id)
    return _step(record, Action.SUBMIT, wording.submitted(record.confirmation, log))


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
    except TasksMissingError:
        flash("还没有写做了什么，请修改补上再提交", "warning")
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
        draft = copy_operations.copy_record(record, actor=actor(), at=clock.now())
    except NotCopyableError:
        back = url_for("practice.show", record_id=record.id)
        raise ConflictError("只有已驳回或已撤销的记录才能复制为草稿。", back=back) from None
    where = url_for("practice.show", record_id=draft.id)
    db.session.commit()
    flash("已复制为草稿，改好后请提交", "success")
    return redirect(where)


def _own_post() -> Teacher:
    post = actor().person.teacher
    if post is None:
        abort(403)
    return post


def _own_record(record_id: int) -> PracticeRecord:
    return queries.own_record(record_id, actor())
