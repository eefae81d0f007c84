"""The people of a school: list, one person, taking somebody on."""

from flask import Blueprint, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.accounts.guards import NotAllowedError
from app.accounts.models import Account, Person
from app.domain import words
from app.domain.facts import Category
from app.domain.roles import ROLE_LABELS, Role
from app.extensions import db
from app.schools.queries import departments
from app.teachers import account_operations, account_views, operations, queries
from app.teachers.account_operations import UsernameTakenError
from app.teachers.account_views import office_only, page_of
from app.teachers.forms import CategoryForm, EditPersonForm, NewPersonForm
from app.teachers.operations import CategoryDayError, OwnPostError, PostMissingError, StaffNumberTakenError
from app.web.numbers import page_asked, row_number

bp = Blueprint("teachers", __name__, url_prefix="/people")
bp.register_blueprint(account_views.bp)

PER_PAGE = 50
OWN_POST = "您本人的任教信息和任教类别，请由另一位人事或学校管理员更改"


@bp.get("")
@office_only
def index() -> str:
    """Everybody, narrowed as asked."""
    role = request.args.get("role", "")
    wanted = queries.Filter(
        text=request.args.get("q", "").strip(),
        department_id=request.args.get("department", type=row_number),
        role=Role(role) if role in set(Role) else None,
        closed=request.args.get("state") == "closed",
    )
    found = db.paginate(
        queries.people(actor().school_id, wanted),
        page=page_asked(),
        per_page=PER_PAGE,
        max_per_page=PER_PAGE,
        error_out=False,
    )
    return render_template(
        "teachers/index.html",
        page=found,
        wanted=wanted,
        departments=departments(actor().school_id),
        role_labels=ROLE_LABELS,
        words=words,
        category_on=queries.category_on,
        on=clock.today(),
    )


@bp.get("/<int:teacher_id>")
@office_only
def show(teacher_id: int) -> str:
    """One teacher with post, categories and accounts."""
    teacher = queries.teacher_or_404(teacher_id, actor())
    return _show(teacher.person, CategoryForm(formdata=None))


@bp.get("/staff/<int:person_id>")
@office_only
def person(person_id: int) -> str | Response:
    """One person; a teacher's page is elsewhere."""
    found = queries.person_or_404(person_id, actor())
    return redirect(page_of(found)) if found.teacher else _show(found, None)


def _show(person: Person, category_form: CategoryForm | None) -> str:
    return render_template(
        "teachers/show.html",
        person=person,
        teacher=person.teacher,
        category_form=category_form,
        words=words,
        role_labels=ROLE_LABELS,
        may_handle=account_operations.may_handle,
        department_names={one.id: one.name for one in departments(person.school_id)},
    )


@bp.route("/new", methods=["GET", "POST"])
@office_only
def new() -> str | Response:
    """Take somebody on; the answer shows the one-time password once."""
    form = NewPersonForm()
    offered = departments(actor().school_id)
    form.ask_departments(offered)
    form.ask_roles(offered, office=actor().has(Role.ADMIN))
    if form.validate_on_submit():
        try:
            added, password = _add(form)
        except UsernameTakenError:
            form.username.errors = ["这个登录名已有人使用，请另取一个"]
        except StaffNumberTakenError:
            form.staff_number.errors = ["这个工号已有人使用"]
        except NotAllowedError as error:
            form.roles.errors = [str(error)]
        else:
            db.session.commit()
            return render_template(
                "teachers/password.html", account=added, password=password, back=page_of(added.person)
            )
        db.session.rollback()
    return render_template("teachers/new.html", form=form)


def _add(form: NewPersonForm) -> tuple[Account, str]:
    at = clock.now()
    added = operations.add_person(
        actor().school,
        form.details,
        post=form.post,
        category=Category(form.category.data),
        actor=actor(),
        at=at,
    )
    username = form.username.data or form.staff_number.data or ""
    return account_operations.open_account(
        added,
        username,
        form.grants,
        actor=actor(),
        at=at,
        fast_hash=current_app.config["SETTINGS"].argon2_fast,
    )


@bp.route("/staff/<int:person_id>/edit", methods=["GET", "POST"])
@office_only
def edit(person_id: int) -> str | Response:
    """Correct a person and their post."""
    found = queries.person_or_404(person_id, actor())
    form = EditPersonForm(data=_present(found))
    form.ask_departments(departments(actor().school_id))
    if form.validate_on_submit():
        try:
            operations.edit_person(found, form.details, post=form.post, actor=actor(), at=clock.now())
        except OwnPostError:
            form.staff_number.errors = [OWN_POST]
        except PostMissingError:
            form.staff_number.errors = ["已有任教信息，不能清空；离职请填写离职日期"]
        except StaffNumberTakenError:
            form.staff_number.errors = ["这个工号已有人使用"]
        else:
            db.session.commit()
            flash("已保存", "success")
            return redirect(page_of(found))
        db.session.rollback()
    return render_template("teachers/edit.html", form=form, person=found, back=page_of(found))


def _present(person: Person) -> dict[str, object]:
    """A person as the form shows them."""
    shown: dict[str, object] = {"name": person.name, "email": person.email, "department": 0}
    if person.teacher is None:
        return shown
    post = person.teacher
    return shown | {
        "staff_number": post.staff_number,
        "department": post.department_id,
        "hired_on": post.hired_on,
        "left_on": post.left_on,
        "specialty": post.specialty,
    }


@bp.post("/<int:teacher_id>/category")
@office_only
def set_category(teacher_id: int) -> str | Response:
    """Another category from a day on."""
    teacher = queries.teacher_or_404(teacher_id, actor())
    form = CategoryForm()
    if form.validate_on_submit():
        assert form.first_day.data is not None
        try:
            operations.set_category(
                teacher,
                Category(form.category.data),
                form.first_day.data,
                actor=actor(),
                at=clock.now(),
            )
        except OwnPostError:
            form.category.errors = [OWN_POST]
        except CategoryDayError:
            form.first_day.errors = [f"不能早于入职日期 {teacher.hired_on}"]
        else:
            db.session.commit()
            flash("任教类别已登记；此前的判断按原来的类别", "success")
            return redirect(page_of(teacher.person))
    return _show(teacher.person, form)
