"""The people of a school: list, one person, taking somebody on."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
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
from app.teachers import (
    account_operations,
    account_views,
    correction_queries,
    correction_views,
    leave_views,
    operations,
    own_views,
    person_views,
    queries,
    wording,
)
from app.teachers.account_operations import UsernameTakenError
from app.teachers.account_views import office_only, page_of
from app.teachers.forms import EditPersonForm, NewPersonForm
from app.teachers.operations import OwnPostError, PostMissingError, StaffNumberTakenError, version_of
from app.teachers.page import waiting_of
from app.teachers.person_views import OWN_POST
from app.web.errors import ConflictError
from app.web.forms import typed
from app.web.numbers import page_asked, row_number

bp = Blueprint("teachers", __name__)
for part in (account_views, correction_views, leave_views, own_views):
    bp.register_blueprint(part.bp)
bp.add_url_rule("/people/<int:teacher_id>", view_func=person_views.show)
bp.add_url_rule("/people/staff/<int:person_id>", view_func=person_views.person)
bp.add_url_rule("/people/<int:teacher_id>/category", view_func=person_views.set_category, methods=["POST"])

PER_PAGE = 50


@bp.get("/people")
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
        to_answer=correction_queries.to_answer(actor()).number,
    )


@bp.route("/people/new", methods=["GET", "POST"])
@office_only
def new() -> str | Response:
    """Take somebody on; the answer shows the one-time password once."""
    form = NewPersonForm()
    offered = departments(actor().school_id)
    form.ask_departments(offered, clock.today())
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


@bp.route("/people/staff/<int:person_id>/edit", methods=["GET", "POST"])
@office_only
def edit(person_id: int) -> str | Response:
    """Correct a person and their post."""
    found = queries.person_or_404(person_id, actor())
    form = EditPersonForm(data=_present(found))
    form.ask_departments(departments(actor().school_id), clock.today())
    if found.teacher is not None:
        form.keep_post()
    if not account_operations.may_rename(actor(), found, clock.today()):
        form.keep_details()
    elif found.id == actor().person_id:
        form.keep_address()
    if form.is_submitted():
        form.check_version(version_of(found), back=page_of(found))
        if form.validate() and _save(found, form):
            return redirect(_after_saving(found))
    return render_template(
        "teachers/edit.html",
        form=form,
        person=found,
        waiting=waiting_of(found),
        wording=wording,
        back=page_of(found),
        headed=queries.headed_by(found),
    )


def _save(person: Person, form: EditPersonForm) -> bool:
    moved_from = person.teacher.department if person.teacher else None
    back = page_of(person)
    try:
        operations.edit_person(person, form.details_of(person), post=form.post, actor=actor(), at=clock.now())
        db.session.commit()
    except OwnPostError:
        form.staff_number.errors = [OWN_POST]
    except PostMissingError:
        form.staff_number.errors = ["已有任教信息，不能清空；离职请填写离职日期"]
    except StaffNumberTakenError:
        form.staff_number.errors = ["这个工号已有人使用"]
    except StaleDataError:
        raise ConflictError(
            "这个人的信息刚被别人改过，您的修改没有保存。", typed=typed(form), back=back
        ) from None
    else:
        flash("已保存", "success")
        for consequence in wording.consequences(person, moved_from, queries.headed_by(person), clock.today()):
            flash(consequence, "info")
        return True
    db.session.rollback()
    return False


def _after_saving(person: Person) -> str:
    """On to the request that can be answered now, where the person has asked for what was changed."""
    for one in waiting_of(person):
        if one.changed and person.id != actor().person_id:
            return url_for("teachers.corrections.show", request_id=one.request.id)
    return page_of(person)


def _present(person: Person) -> dict[str, object]:
    """A person as the form shows them."""
    shown: dict[str, object] = {
        "name": person.name, "email": person.email, "department": 0, "version": version_of(person),
    }  # fmt: skip
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
