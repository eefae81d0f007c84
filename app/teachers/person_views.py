"""The page of one person, and the category a teacher holds from a day on."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.accounts.models import Person
from app.domain import words
from app.domain.facts import Category
from app.extensions import db
from app.teachers import account_operations, operations, queries, wording
from app.teachers.account_views import office_only, page_of
from app.teachers.forms import CategoryForm, LeaveForm
from app.teachers.operations import CategoryDayError, OwnPostError
from app.teachers.page import person_page

OWN_POST = "您本人的任教信息和任教类别，请由另一位人事或学校管理员更改"


@office_only
def show(teacher_id: int) -> str:
    """One teacher with post, categories, leaves and accounts."""
    return show_person(queries.teacher_or_404(teacher_id, actor()).person)


@office_only
def person(person_id: int) -> str | Response:
    """One person; a teacher's page is elsewhere."""
    found = queries.person_or_404(person_id, actor())
    return redirect(page_of(found)) if found.teacher else show_person(found)


def show_person(
    person: Person, *, category_form: CategoryForm | None = None, leave_form: LeaveForm | None = None
) -> str:
    """The page, with what was typed wrong in one of its forms."""
    return render_template(
        "teachers/show.html",
        page=person_page(person),
        person=person,
        teacher=person.teacher,
        own=person.id == actor().person_id,
        category_form=category_form or CategoryForm(formdata=None),
        leave_form=leave_form or LeaveForm(formdata=None),
        words=words,
        wording=wording,
        may_handle=account_operations.may_handle,
    )


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
            flash(OWN_POST, "error")
            return redirect(page_of(teacher.person))
        except CategoryDayError:
            form.first_day.errors = [f"不能早于入职日期 {teacher.hired_on}"]
        else:
            db.session.commit()
            flash("任教类别已登记；此前的判断按原来的类别", "success")
            return redirect(page_of(teacher.person))
    return show_person(teacher.person, category_form=form)
