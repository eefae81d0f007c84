"""The review desk: what waits for me, one record with its evidence, and my word on it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import login_required
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.accounts.wording import capacity
from app.domain import words
from app.domain.facts import RecordStatus
from app.domain.roles import Part, Role
from app.domain.workflow import Action, ClosedTransitionError
from app.extensions import db, give_up
from app.practice import wording
from app.practice.access import parts
from app.practice.models import PracticeRecord
from app.practice.operations import act as take_step
from app.practice.page import record_page, waited
from app.practice.queries import record_fact, record_or_404
from app.practice.steps import OthersStepError, ReasonMissingError
from app.reviews import hand_over_views, queries, undo_views
from app.reviews.forms import COMMON_REASONS, ReviewForm
from app.reviews.undo_views import say_done
from app.standing.effect import effect_of_passing
from app.standing.queries import evaluate_teacher
from app.web.errors import ConflictError
from app.web.numbers import page_asked, row_number

bp = Blueprint("reviews", __name__)
bp.register_blueprint(hand_over_views.bp)
bp.add_url_rule("/records/<int:record_id>/undo", "undo", undo_views.undo, methods=["POST"])

PER_PAGE = 50
REVIEWING = frozenset({Action.ENDORSE, Action.RETURN, Action.APPROVE, Action.REJECT, Action.REVOKE})
DONE = {
    Action.ENDORSE: "{name}的记录已初审通过，接着由人事处审批",
    Action.RETURN: "{name}的记录已退回，本人会收到通知，修改后可以重新提交",
    Action.APPROVE: "{name}的记录已通过，从现在起计入达标情况；本人会收到通知",
    Action.REJECT: "{name}的记录已驳回，不计入；本人会收到通知，如需补正只能另写一条",
    Action.REVOKE: "{name}的记录已撤销，不再计入；此前据此签发的推荐书请复核",
}


@bp.get("/reviews")
@login_required
def index() -> str | Response:
    """The list; with ``?record=`` the desk with that record."""
    if not actor().reviews_on(clock.today()):
        abort(403)
    record_id = request.args.get("record", type=row_number)
    if record_id is not None:
        record = record_or_404(record_id, actor())
        if not queries.actions_for(actor(), record):
            return redirect(url_for("practice.show", record_id=record.id))
        return _desk(record, ReviewForm(formdata=None))
    office = actor().has(Role.HR, Role.ADMIN)
    return render_template(
        "reviews/index.html",
        page=_page("page", queries.waiting_for(actor())),
        before=_page("before", queries.waiting_for_heads(actor().school_id)) if office else None,
        days_waiting=lambda record: waited(record, clock.today()),
        stuck=queries.stuck(actor().school_id) if office else [],
        written=queries.written_for_others(actor()) if office else [],
        stands_in=queries.stands_in(actor()),
        capacity=capacity,
        words=words,
    )


def _page(argument: str, statement: Select[PracticeRecord]) -> Pagination:
    return db.paginate(
        statement,
        page=page_asked(argument),
        per_page=PER_PAGE,
        error_out=False,
    )


def _desk(record: PracticeRecord, form: ReviewForm, opened: Action | None = None) -> str:
    deciding = record.status in {RecordStatus.SUBMITTED, RecordStatus.ENDORSED}
    return render_template(
        "reviews/desk.html",
        queue=_page("page", queries.waiting_for(actor())),
        record=record,
        page=record_page(record, actor(), clock.today()),
        actions=queries.actions_for(actor(), record),
        form=form,
        opened=opened,
        overlapping=queries.overlapping(record),
        used_elsewhere=queries.evidence_used_elsewhere(record),
        effect=_effect(record) if deciding else [],
        days_waiting=lambda record: waited(record, clock.today()),
        common_reasons=COMMON_REASONS,
        stands_in=queries.stands_in(actor()),
        capacity=capacity,
        words=words,
        wording=wording,
    )


def _effect(record: PracticeRecord) -> list[str]:
    known = evaluate_teacher(record.teacher_id, clock.today())
    return effect_of_passing(known, record_fact(record)).sentences


@bp.post("/records/<int:record_id>/review/<action>")
@login_required
def act(record_id: int, action: str) -> str | Response:
    """A reviewer's word; then the record that waits next."""
    if action not in REVIEWING:
        abort(404)
    step = Action(action)
    record = record_or_404(record_id, actor())
    if not parts(actor(), record, clock.today()) - {Part.OWNER}:
        abort(403)
    form = ReviewForm()
    if form.version.data != record.version:
        raise _conflict(record_id, form.words)
    if not form.validate():
        return _desk(record, form, step)
    following = queries.next_after(actor(), record.id)
    try:
        take_step(record, step, actor=actor(), at=clock.now(), reason=form.words)
    except OthersStepError:
        abort(403)
    except ReasonMissingError:
        form.reason.errors = ["请写明原因，本人会看到"]
        return _desk(record, form, step)
    except (ClosedTransitionError, StaleDataError) as error:
        raise _conflict(record_id, form.words) from error
    name, version = record.teacher.person.name, record.version
    db.session.commit()
    say_done(DONE[step].format(name=name), record_id, version)
    if step is Action.REVOKE:
        return redirect(url_for("practice.show", record_id=record_id))
    return redirect(url_for("reviews.index", record=following))


def _conflict(record_id: int, typed: str) -> ConflictError:
    """Somebody was quicker: say how the record stands now, and keep what was typed."""
    give_up()
    now = db.session.get_one(PracticeRecord, record_id, populate_existing=True)
    return ConflictError(
        f"在您打开这一页之后，{now.teacher.person.name}的这份记录已有人处理，"
        f"现在是“{words.RECORD_STATUS[now.status]}”，您的操作没有执行。",
        typed=[("您写的原因", typed)] if typed else [],
        back=url_for("practice.show", record_id=record_id),
    )
