"""The school's own page: what it is called, what it decided, its departments, and when it starts."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain import words
from app.domain.roles import Role
from app.extensions import db
from app.schools import decision_queries, decision_views, operations, queries, wording
from app.schools.decision_views import office_only
from app.schools.forms import DepartmentForm, ProfileForm, StartForm
from app.schools.impact_queries import changed_by_decision
from app.schools.law import law_of
from app.schools.law_wording import addition_title
from app.schools.models import Department
from app.schools.operations import NameTakenError
from app.web.errors import ConflictError
from app.web.forms import VersionedForm, typed

bp = Blueprint("schools", __name__, url_prefix="/school")
bp.register_blueprint(decision_views.bp)


def _back(says: str) -> Response:
    db.session.commit()
    flash(says, "success")
    return redirect(url_for("schools.settings"))


@bp.get("")
@office_only
def settings() -> str:
    """Everything on one page, each part with its way to change it."""
    school = actor().school
    waiting = decision_queries.waiting_decisions(school.id)
    added = decision_queries.waiting_additions(school.id)
    others = [
        *(row for row in waiting if not decision_queries.is_own(row, actor())),
        *(row for row in added if not decision_queries.is_asker(row, actor())),
    ]
    return render_template(
        "schools/settings.html",
        school=school,
        departments=queries.departments(school.id),
        heads=queries.heads(school.id),
        in_force=queries.decisions_in_force(school.id, clock.today()),
        to_come=queries.decisions_to_come(school.id, clock.today()),
        waiting=waiting,
        waiting_additions=added,
        to_confirm=others,
        addition_title=addition_title,
        law=law_of(school.id),
        history=queries.decision_history(school.id),
        changed=changed_by_decision(school.id),
        words=words,
        wording=wording,
        new_department=DepartmentForm(formdata=None),
    )


@bp.route("/profile", methods=["GET", "POST"])
@office_only
def profile() -> str | Response:
    """Name, code, signatory and place of the seal, and how a recommendation will read."""
    school = actor().school
    form = ProfileForm.for_school(school, may_change_code=actor().has(Role.ADMIN))
    if form.is_submitted():
        form.check_version(school.version, back=url_for("schools.profile"))
    if form.validate_on_submit():
        with _nothing_lost(form):
            try:
                operations.update_profile(
                    school,
                    name=form.name.data or "",
                    signatory=form.signatory.data or "",
                    seal_place=form.seal_place.data or "",
                    code=form.code.data if "code" in form else None,
                    actor=actor(),
                    at=clock.now(),
                )
            except NameTakenError as error:
                form.code.errors = [str(error)]
            else:
                return _back("学校信息已保存；已经签发的推荐书不会改变")
    return render_template(
        "schools/profile.html",
        form=form,
        school=school,
        words=words,
        foot=wording.recommendation_foot(school, clock.today().year),
        public_address=current_app.config["SETTINGS"].public_base_url,
    )


@contextmanager
def _nothing_lost(form: VersionedForm) -> Iterator[None]:
    """Show what was typed where somebody else was quicker by a moment."""
    try:
        yield
    except StaleDataError:
        raise ConflictError(
            "这一页的内容刚被别人改过，您的修改没有保存。",
            typed=typed(form),
            back=url_for("schools.settings"),
        ) from None


@bp.route("/start", methods=["GET", "POST"])
@office_only
def start() -> str | Response:
    """From when the records are complete."""
    school = actor().school
    form = StartForm(obj=school)
    if form.is_submitted():
        form.check_version(school.version, back=url_for("schools.start"))
    if form.validate_on_submit():
        operations.confirm_records_complete(
            school, form.records_complete_from.data, actor=actor(), at=clock.now()
        )
        with _nothing_lost(form):
            return _back("已保存")
    return render_template("schools/start.html", form=form, school=school)


@bp.post("/departments")
@office_only
def add_department() -> str | Response:
    """One more department."""
    form = DepartmentForm()
    del form.version
    if form.validate_on_submit():
        try:
            operations.add_department(actor().school, form.name.data or "", actor=actor(), at=clock.now())
        except NameTakenError as error:
            form.name.errors = [str(error)]
        else:
            return _back(f"已添加{form.name.data}")
    return render_template("schools/form.html", form=form, title="添加系部", button="添加")


@bp.route("/departments/<int:department_id>", methods=["GET", "POST"])
@office_only
def department(department_id: int) -> str | Response:
    """Another name for a department."""
    found = _department_or_404(department_id)
    form = DepartmentForm(obj=found)
    if form.is_submitted():
        form.check_version(found.version, back=url_for("schools.settings"))
    if form.validate_on_submit():
        try:
            operations.rename_department(found, form.name.data or "", actor=actor(), at=clock.now())
        except NameTakenError as error:
            form.name.errors = [str(error)]
        else:
            with _nothing_lost(form):
                return _back("系部名称已保存")
    return render_template("schools/form.html", form=form, title="系部名称", button="保存")


def _department_or_404(department_id: int) -> Department:
    found = queries.find_department(actor().school_id, department_id)
    if found is None:
        abort(404)
    return found
