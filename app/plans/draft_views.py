"""Writing a plan: the form, and what of it can be kept."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.domain.workflow import EDITABLE
from app.extensions import db
from app.files.content import UnusableFileError
from app.plans import draft_operations, wording
from app.plans.checks import missing
from app.plans.forms import PlanForm, form_of, new_plan_form
from app.plans.models import PracticePlan
from app.plans.queries import own_plan
from app.practice.draft_operations import WrittenWrongError
from app.practice.uploads import shortened
from app.practice.views import site_of
from app.teachers.models import Teacher
from app.venues.operations import SiteClosedError
from app.web.errors import ConflictError
from app.web.forms import typed
from config import Settings


@roles_required(Role.TEACHER)
def new() -> str | Response:
    """Write a plan down."""
    post = actor().person.teacher
    if post is None:
        abort(403)
    form = new_plan_form(post.school_id)
    if form.validate_on_submit():
        plan = _save(form, post, None)
        if plan is not None:
            flash("已存为草稿", "success")
            return redirect(url_for("plans.show", plan_id=plan.id))
    return render_template("plans/form.html", form=form, plan=None, wording=wording)


@login_required
def edit(plan_id: int) -> str | Response:
    """Change what is written; with ``?check=1`` it says what must be mended before handing in."""
    plan = own_plan(plan_id, actor())
    form = form_of(plan)
    back = url_for("plans.show", plan_id=plan.id)
    if plan.status not in EDITABLE:
        raise ConflictError("这份计划已经提交或处理完毕，不能修改。", typed=typed(form), back=back)
    if form.is_submitted():
        form.check_version(plan.version, back=back)
        if form.validate() and _save(form, plan.teacher, plan):
            flash("已保存", "success")
            return redirect(back)
    elif "check" in request.args:
        form.show_problems(missing(plan, clock.today()))
    return render_template("plans/form.html", form=form, plan=plan, wording=wording)


def _save(form: PlanForm, post: Teacher, plan: PracticePlan | None) -> PracticePlan | None:
    """Keep what was typed, with the agreement's file; None where something is said beside a field."""
    plan_id = plan.id if plan else None
    try:
        planned = form.planned(site_of(form))
        if plan is None:
            plan = draft_operations.create_plan(post, planned, actor=actor(), at=clock.now())
        else:
            draft_operations.edit_plan(plan, planned, actor=actor(), at=clock.now())
        _attach(plan, form.files.data)
        db.session.commit()
    except WrittenWrongError as error:
        found = error.problems
    except SiteClosedError:
        found = {"enterprise": "这个企业在名录里已停用，请联系人事处"}
    except StaleDataError:
        back = url_for("plans.show", plan_id=plan_id) if plan_id else url_for("plans.index")
        raise ConflictError(
            "这份计划刚刚在别处有了变化，您的修改没有保存。", typed=typed(form), back=back
        ) from None
    else:
        return plan
    db.session.rollback()  # an enterprise named in the same form goes too
    form.show_problems(found)
    return None


def _attach(plan: PracticePlan, file: FileStorage | str | None) -> None:
    """A file that cannot be kept is named, with the reason; what was typed is kept all the same."""
    if not isinstance(file, FileStorage) or not file.filename:
        return
    settings: Settings = current_app.config["SETTINGS"]
    data = file.stream.read(settings.max_upload_bytes + 1)  # one byte too many says it is too large
    try:
        draft_operations.attach_agreement(plan, data, file.filename, actor=actor(), at=clock.now())
    except UnusableFileError as error:
        flash(f"“{shortened(file.filename)}”没有保存：{error}", "error")
