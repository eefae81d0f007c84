"""An imagined period becomes a draft record or a plan of the teacher who imagined it."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain.roles import Role
from app.extensions import db
from app.plans.checks import Planned
from app.plans.draft_operations import create_plan
from app.plans.models import PracticePlan
from app.plans.queries import plan_of_days
from app.practice.checks import Written
from app.practice.draft_operations import create_record
from app.practice.wording import kept_before
from app.standing import queries
from app.standing.what_if_forms import Period, read_period, registry_by_key
from app.teachers.models import Teacher


@login_required
def what_if(teacher_id: int) -> Response:
    """Begin it at once where its place is known; else the form asks for what is missing."""
    if not queries.may_see(actor(), teacher_id):
        abort(404)
    post = actor().person.teacher
    if post is None or post.id != teacher_id or not actor().has(Role.TEACHER):
        abort(403)
    planned = request.form.get("become") == "plan"
    sites = registry_by_key(post.school_id)
    period = read_period(request.form, sites, post.school_id, clock.today())
    if planned and period.written and (plan := _planned_already(post, period)):
        flash("这段已经写成计划，就是这一份", "info")
        return redirect(url_for("plans.show", plan_id=plan.id))
    if period.written is None or not period.has_place:
        return _ask_for_the_rest(period, planned=planned)
    return _plan(post, period.written) if planned else _draft(post, period.written)


def _planned_already(post: Teacher, period: Period) -> PracticePlan | None:
    """The plan of the same days, at the same place where one was chosen."""
    assert period.written is not None
    written = period.written
    site_id = written.site.id if period.has_place else None
    return plan_of_days(post.id, written.first_day, written.last_day, site_id)


def _ask_for_the_rest(period: Period, *, planned: bool) -> Response:
    """The form as far as the period goes; nothing is saved yet."""
    facts: dict[str, Any] = {}
    for name, value in period.sent():
        facts.setdefault(name, []).append(value)
    facts.pop("host", None)  # it is the place's
    flash(
        "请补上单位，核对后存为草稿" if period.written else "设想的这一段有处填得不对，请改好后再存", "info"
    )
    return redirect(url_for("plans.new" if planned else "practice.new", **facts))


def _draft(post: Teacher, written: Written) -> Response:
    at = clock.now()
    record = create_record(post, written, actor=actor(), at=at)
    again, where = record.created_at < at, url_for("practice.edit", record_id=record.id)
    db.session.commit()
    if again:
        flash(kept_before(record.status), "info")
    else:
        flash("已存为草稿。请补写岗位和做了什么；实践结束后传上佐证再提交", "success")
    return redirect(where)


def _plan(post: Teacher, written: Written) -> Response:
    plan = create_plan(post, Planned(stretch=written), actor=actor(), at=clock.now())
    where = url_for("plans.edit", plan_id=plan.id)
    db.session.commit()
    flash("计划已存为草稿。请补齐其余各栏再提交", "success")
    return redirect(where)
