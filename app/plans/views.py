"""Pages of practice plans: the list, and one plan with everything about it."""

from flask import Blueprint, Response, abort, render_template, request
from flask_login import login_required

from app import clock
from app.accounts.access import actor
from app.domain import words
from app.domain.roles import Role
from app.extensions import db
from app.plans import (
    department_views,
    draft_views,
    log_views,
    paper_views,
    queries,
    step_views,
    what_if_views,
)
from app.plans.department_queries import may_plan_for, planned_for
from app.plans.page import next_step
from app.plans.step_views import plan_html
from app.practice.holders import Holders
from app.practice.waiting import waited
from app.schools.queries import departments, school_facts
from app.web.downloads import send_stored
from app.web.numbers import page_asked

bp = Blueprint("plans", __name__, url_prefix="/plans")
bp.add_url_rule("/new", view_func=draft_views.new, methods=["GET", "POST"])
bp.add_url_rule("/what-if/<int:teacher_id>", view_func=what_if_views.what_if, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/edit", view_func=draft_views.edit, methods=["GET", "POST"])
bp.add_url_rule("/<int:plan_id>/discard", view_func=draft_views.discard, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/submit", view_func=step_views.submit, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/withdraw", view_func=step_views.withdraw, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/review/<action>", view_func=step_views.review, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/undo", view_func=step_views.undo, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/close", view_func=step_views.close, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/record", view_func=step_views.make_record, methods=["POST"])
bp.add_url_rule("/<int:plan_id>/weeks/<monday>", view_func=log_views.week, methods=["GET", "POST"])
bp.add_url_rule("/<int:plan_id>/checks/new", view_func=log_views.check, methods=["GET", "POST"])
bp.add_url_rule("/<int:plan_id>/summary", view_func=log_views.summary, methods=["GET", "POST"])
bp.add_url_rule("/<int:plan_id>/application.pdf", view_func=paper_views.application)
bp.add_url_rule("/<int:plan_id>/handbook.pdf", view_func=paper_views.handbook)
bp.add_url_rule(
    "/departments/<int:department_id>", view_func=department_views.department, methods=["GET", "POST"]
)
bp.add_url_rule("/departments/<int:department_id>.csv", view_func=department_views.department_csv)

PER_PAGE = 50


@bp.get("")
@login_required
def index() -> str:
    """Plans that concern the reader: what waits for them, their own, and those they may look up."""
    account, today = actor(), clock.today()
    reviews, heads = account.reviews_on(today), account.has(Role.HEAD, Role.HR, Role.ADMIN)
    if not (reviews or account.has(Role.TEACHER)):
        abort(403)
    post = account.person.teacher
    own = queries.own_plans(post.id) if post else []
    asked = queries.read_asked(request.args)
    page = None
    if heads:  # a stand-in has what waits, and no list to look things up in
        found = queries.plans_to_read(account, asked)
        page = db.paginate(found, page=page_asked(), per_page=PER_PAGE, error_out=False)
    shown = [*own, *(page.items if page else ())]
    records = queries.records_of_plans([plan.id for plan in shown])
    holders, school = Holders(account.school_id, today), school_facts(account.school_id, today)
    return render_template(
        "plans/index.html",
        post=post,
        own=own,
        planned=planned_for(post, today) if post else [],
        waiting=queries.waiting_for(account) if reviews else [],
        page=page,
        asked=asked,
        filtered=asked != queries.Asked(),
        next_step=lambda plan: next_step(plan, records.get(plan.id), today, holders=holders, school=school),
        days_waiting=lambda plan: waited(plan, today),
        departments=[one for one in departments(account.school_id) if may_plan_for(account, one)],
        years=range(today.year + 1, today.year - 5, -1),
        statuses=queries.READ,
        words=words,
    )


@bp.get("/<int:plan_id>")
@login_required
def show(plan_id: int) -> str:
    """One plan with everything about it."""
    return plan_html(queries.plan_or_404(plan_id, actor()))


@bp.get("/<int:plan_id>/agreement")
@login_required
def agreement(plan_id: int) -> Response:
    """The file of the signed agreement."""
    plan = queries.plan_or_404(plan_id, actor())
    if plan.agreement_file is None:
        abort(404)
    return send_stored(plan.agreement_file, plan.agreement_name)
