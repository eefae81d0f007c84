"""While a plan is carried out: pages of a week, a check, and the summary."""

from collections.abc import Callable
from datetime import date

from flask import abort, flash, redirect, render_template, url_for
from flask_login import login_required
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain.roles import Part
from app.extensions import db
from app.plans import log_operations, wording
from app.plans.forms import CheckForm, SummaryForm, WeekForm
from app.plans.models import PracticePlan
from app.plans.operations import NotRunningError, WrittenMeanwhileError, check_going_on, check_writable
from app.plans.page import log_weeks
from app.plans.queries import own_plan, plan_or_404
from app.practice.access import own_parts
from app.web.errors import ConflictError
from app.web.forms import BaseForm, typed


@login_required
def week(plan_id: int, monday: str) -> str | Response:
    """Write or change the entry of a week that has begun."""
    plan = own_plan(plan_id, actor())
    this = next((one for one in log_weeks(plan, clock.today()) if one.monday == _day(monday)), None)
    if this is None:
        abort(404)
    entry = this.entry
    form = WeekForm(obj=entry, hours=entry.half_hours / 2) if entry else WeekForm()
    form.passed = log_operations.days_passed(this.monday, clock.today())
    _refuse_closed(plan, form, lambda: check_writable(plan, clock.now()))
    if form.is_submitted():
        if form.version.data != (entry.version if entry else None):
            raise _conflict(plan, form)
        if form.validate():
            days = form.week().days
            return _keep(
                plan,
                form,
                lambda: log_operations.write_week(
                    plan, this.monday, form.week(), actor=actor(), at=clock.now(), seen=form.version.data
                ),
                "周志已保存" if days <= this.planned else wording.UNPLANNED.format(this.planned, days),
            )
    return render_template("plans/week.html", form=form, plan=plan, week=this, wording=wording)


@login_required
def check(plan_id: int) -> str | Response:
    """Somebody of the school looked in."""
    plan = plan_or_404(plan_id, actor())
    if not own_parts(actor(), plan, clock.today()) & {Part.HEAD, Part.HR}:
        abort(403)
    form = CheckForm(day=clock.today(), inspector=actor().person.name)
    _refuse_closed(plan, form, lambda: check_going_on(plan))
    if form.validate_on_submit():
        try:
            return _keep(
                plan,
                form,
                lambda: log_operations.add_check(plan, form.found(), actor=actor(), at=clock.now()),
                "检查记录已保存",
            )
        except NotRunningError as error:
            form.day.errors = [str(error)]
    return render_template("plans/check.html", form=form, plan=plan)


@login_required
def summary(plan_id: int) -> str | Response:
    """What came of it."""
    plan = own_plan(plan_id, actor())
    form = SummaryForm(obj=plan)
    _refuse_closed(plan, form, lambda: check_writable(plan, clock.now()))
    if form.is_submitted():
        form.check_version(plan.version, back=url_for("plans.show", plan_id=plan.id))
        if form.validate():
            return _keep(
                plan,
                form,
                lambda: log_operations.sum_up(plan, form.summed_up(), actor=actor(), at=clock.now()),
                "总结已保存",
            )
    return render_template("plans/summary.html", form=form, plan=plan)


def _refuse_closed(plan: PracticePlan, form: BaseForm, check_open: Callable[[], None]) -> None:
    try:
        check_open()
    except NotRunningError as error:
        raise ConflictError(
            f"{str(error).removesuffix('。')}，现在不能写。",
            typed=typed(form) if form.is_submitted() else [],
            back=url_for("plans.show", plan_id=plan.id),
        ) from None


def _keep(plan: PracticePlan, form: BaseForm, save: Callable[[], object], said: str) -> Response:
    """Save and go back to the plan; who was slower gets their words back."""
    back = url_for("plans.show", plan_id=plan.id)
    try:
        save()
        db.session.commit()
    except (WrittenMeanwhileError, StaleDataError, IntegrityError):
        raise _conflict(plan, form) from None
    flash(said, "success")
    return redirect(back)


def _conflict(plan: PracticePlan, form: BaseForm) -> ConflictError:
    db.session.rollback()
    return ConflictError(
        "刚刚在别处写过同一处，您的修改没有保存。",
        typed=typed(form),
        back=url_for("plans.show", plan_id=plan.id),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
