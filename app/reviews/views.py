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
from app.domain.roles import Part, Role
from app.domain.workflow import Action, ClosedTransitionError
from app.extensions import db, give_up
from app.practice import wording
from app.practice.access import parts
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.page import half_hours_of
from app.practice.proof import grade_of
from app.practice.queries import record_or_404
from app.practice.steps import OthersStepError, ReasonMissingError
from app.practice.waiting import waited
from app.reviews import bulk_views, hand_over_views, operations, queries, undo_views
from app.reviews.bulk_queries import Pick
from app.reviews.forms import WAITED, ReviewForm, read_asked
from app.reviews.page import choices_for, desk_page, may_open, rows_of
from app.reviews.undo_views import say_done
from app.reviews.wording import DONE
from app.schools.queries import school_facts
from app.web.errors import ConflictError
from app.web.numbers import page_asked, row_number

bp = Blueprint("reviews", __name__)
bp.register_blueprint(hand_over_views.bp)
bp.add_url_rule("/records/<int:record_id>/undo", "undo", undo_views.undo, methods=["POST"])
bp.add_url_rule("/reviews/together", view_func=bulk_views.summary)
bp.add_url_rule("/reviews/together", view_func=bulk_views.pass_all, methods=["POST"])
bp.add_url_rule("/reviews/together/undo", view_func=bulk_views.take_back_all, methods=["POST"])

PER_PAGE, MANY = 50, 200
REVIEWING = frozenset({Action.ENDORSE, Action.RETURN, Action.APPROVE, Action.REJECT, Action.REVOKE})


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
        return _desk(record, _with_reasons(ReviewForm(formdata=None)))
    return _list()


def _list() -> str:
    account, asked, today = actor(), read_asked(request.args), clock.today()
    school = school_facts(account.school_id, today)
    office = account.has(Role.HR, Role.ADMIN)
    many = "many" in request.args
    holders = Holders(account.school_id, clock.today())
    page = _page("page", queries.waiting_for(account, asked, holders), MANY if many else PER_PAGE)
    rows = rows_of(page.items, account, queries.waiting_longest(account, holders))
    return render_template(
        "reviews/index.html",
        page=page,
        rows=rows,
        statuses={row.record.status for row in rows},
        before=_page("before", queries.waiting_for_heads(account.school_id)) if office else None,
        batch=bulk_views.batch_asked(request.args),
        now=clock.now(),
        asked=asked,
        choices=choices_for(account, clock.today()),
        waited_choices=WAITED,
        many=many,
        ticked="ticked" in request.args,
        pick=Pick,
        days_waiting=lambda record: waited(record, clock.today()),
        stuck=queries.stuck(account.school_id, holders) if office else [],
        stuck_plans=queries.stuck_plans(account.school_id, holders) if office else [],
        written=queries.written_for_others(account) if office else [],
        stands_in=queries.stands_in(account),
        capacity=capacity,
        grade_of=grade_of,
        half_hours=lambda record: half_hours_of(record, today, school),
        words=words,
    )


def _page(argument: str, statement: Select[PracticeRecord], per_page: int = PER_PAGE) -> Pagination:
    return db.paginate(statement, page=page_asked(argument), per_page=per_page, error_out=False)


def _with_reasons(form: ReviewForm) -> ReviewForm:
    """The form with the reasons that this school uses."""
    form.offer(queries.habitual_reasons(actor().school_id, clock.now()))
    return form


def _desk(record: PracticeRecord, form: ReviewForm, opened: Action | None = None) -> str:
    asked = read_asked(request.args)
    desk = desk_page(record, actor(), asked, clock.today())
    return render_template(
        "reviews/desk.html",
        desk=desk,
        record=record,
        page=desk.page,
        asked=asked,
        may_open=lambda flag: may_open(actor(), flag),
        form=form,
        opened=opened,
        stands_in=queries.stands_in(actor()),
        capacity=capacity,
        grade_of=grade_of,
        words=words,
        wording=wording,
    )


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
    form, asked = _with_reasons(ReviewForm()), read_asked(request.args)
    if form.version.data != record.version:
        raise _conflict(record_id, form.words)
    if not form.validate():
        return _desk(record, form, step)
    following = queries.place_of(actor(), record.id, asked).following
    try:
        operations.act(record, step, actor=actor(), at=clock.now(), reason=form.words)
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
    return redirect(url_for("reviews.index", record=following, **asked.arguments))


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
