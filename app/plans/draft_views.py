"""Writing a plan: the form, and what of it can be kept."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.plans import draft_operations, wording
from app.plans.checks import missing
from app.plans.forms import PlanForm, form_of, new_plan_form
from app.plans.models import PracticePlan
from app.plans.queries import own_plan
from app.practice.discard_operations import NotDiscardableError
from app.practice.draft_operations import WrittenWrongError
from app.practice.places import place_of
from app.practice.stale import refuse_stale
from app.practice.uploads import Looked, look_into, not_held, say_refused, shortened
from app.practice.wording import CLOSED, kept_before
from app.teachers.models import Teacher
from app.web.errors import ConflictError
from app.web.forms import typed
from app.web.numbers import row_number
from app.web.security import locks_later, take_write_lock


@roles_required(Role.TEACHER)
@locks_later
def new() -> str | Response:
    """Write a plan down; with ``?like=`` it begins from an earlier one of one's own."""
    post = actor().person.teacher
    if post is None:
        abort(403)
    like_id = request.args.get("like", type=row_number)
    like = own_plan(like_id, actor()) if like_id is not None else None
    form = new_plan_form(post.school_id, clock.today(), like=like, begun=request.args)
    if form.validate_on_submit():
        files = look_into([form.files.data], post.school_id)
        take_write_lock()
        begun = clock.now()
        plan = _save(form, post, None, files)
        if plan is not None:
            again = plan.created_at < begun
            flash(kept_before(plan.status) if again else "已存为草稿", "info" if again else "success")
            return redirect(url_for("plans.show", plan_id=plan.id))
    return render_template("plans/form.html", form=form, plan=None, like=like, wording=wording)


@login_required
@locks_later
def edit(plan_id: int) -> str | Response:
    """Change what is written; with ``?check=1`` it says what must be mended before handing in."""
    plan = own_plan(plan_id, actor())
    form = form_of(plan, clock.today())
    back = url_for("plans.show", plan_id=plan.id)
    if plan.status not in EDITABLE:
        raise ConflictError("这份计划已经提交或处理完毕，不能修改。", typed=typed(form), back=back)
    if form.is_submitted():
        files = look_into([form.files.data], plan.school_id) if form.validate() else []
        take_write_lock()
        form.check_version(plan.version, back=back)
        if not form.errors and _save(form, plan.teacher, plan, files):
            flash("已保存", "success")
            return redirect(back)
    elif "check" in request.args:
        form.show_problems(missing(plan, clock.today()))
    return render_template("plans/form.html", form=form, plan=plan, like=None, wording=wording)


@login_required
def discard(plan_id: int) -> Response:
    """Delete a draft that was never handed in."""
    plan = own_plan(plan_id, actor())
    back = url_for("plans.show", plan_id=plan.id)
    refuse_stale(plan.version, noun="这份计划", back=back)
    try:
        draft_operations.discard_plan(plan, actor=actor(), at=clock.now())
        db.session.commit()
    except NotDiscardableError as error:
        raise ConflictError(str(error), back=back) from None
    except (StaleDataError, IntegrityError):  # changed at this very moment
        db.session.rollback()
        raise ConflictError("这份草稿刚刚在别处有了变化，没有删除。", back=back) from None
    flash("草稿已删除", "success")
    return redirect(url_for("plans.index"))


def _save(form: PlanForm, post: Teacher, plan: PracticePlan | None, files: Looked) -> PracticePlan | None:
    """Keep what was typed, with the agreement's file; None where something is said beside a field."""
    plan_id = plan.id if plan else None
    site = place_of(form, actor=actor(), at=clock.now())
    if site is None:
        return None
    try:
        planned = form.planned(site)
        if plan is None:
            plan = draft_operations.create_plan(post, planned, actor=actor(), at=clock.now())
        else:
            draft_operations.edit_plan(plan, planned, actor=actor(), at=clock.now())
        _attach(plan, files)
        db.session.commit()
    except WrittenWrongError as error:
        db.session.rollback()  # an enterprise named in the same form goes too
        form.show_problems(error.problems)
        return None
    except StaleDataError:
        back = url_for("plans.show", plan_id=plan_id) if plan_id else url_for("plans.index")
        raise ConflictError(
            "这份计划刚刚在别处有了变化，您的修改没有保存。", typed=typed(form), back=back
        ) from None
    return plan


def _attach(plan: PracticePlan, files: Looked) -> None:
    """A file that cannot be kept is named, with the reason; what was typed is kept all the same."""
    if plan.status not in EDITABLE:  # the form was sent before, and the plan has been handed in since
        held = {plan.agreement_file.sha256} if plan.agreement_file else set()
        say_refused([(name, CLOSED) for name in not_held(files, held)])
        return
    for name, found in files:
        if isinstance(found, str):
            flash(f"“{shortened(name)}”没有保存：{found}", "error")
        else:
            draft_operations.attach_agreement(plan, found, actor=actor(), at=clock.now())
