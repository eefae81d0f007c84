"""The five-year table of a department: read, changed, downloaded, printed."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.access import actor
from app.accounts.queries import steps
from app.audit import queries as audit
from app.extensions import db
from app.plans import department_forms
from app.plans.department_forms import FiveYearsForm, form_of_table, read_first
from app.plans.department_operations import save_five_years
from app.plans.department_queries import (
    FiveYears,
    default_first,
    department_or_abort,
    five_years,
    whole_days,
)
from app.plans.operations import WrittenMeanwhileError
from app.plans.spreadsheet import five_years_csv
from app.web.downloads import CSV, send_table
from app.web.errors import ConflictError
from app.web.forms import typed


@login_required
def department(department_id: int) -> str | AnyResponse:
    """The department's teachers by the five years; a POST keeps what was typed."""
    table = _table(department_id)
    form = form_of_table(table)
    if form.is_submitted():
        here = url_for("plans.department", department_id=department_id, first=table.first_year)
        if form.version.data != (table.saved.version if table.saved else None):
            raise _conflict(form, here)
        if form.validate():
            try:
                save_five_years(
                    table.department, table.first_year, form.lines(table.rows),
                    actor=actor(), at=clock.now(), seen=form.version.data,
                )  # fmt: skip
                db.session.commit()
            except (WrittenMeanwhileError, StaleDataError):
                raise _conflict(form, here) from None
            flash("五年计划已保存", "success")
            return redirect(here)
    saved = table.saved
    history = audit.history("department_plan", saved.id, school_id=saved.school_id) if saved else []
    return render_template(
        "plans/department.html",
        table=table,
        form=form,
        cell=department_forms.cell,
        note_of=department_forms.note_of,
        whole_days=whole_days,
        history=steps(history, {"department_plan:save": "保存"}, lambda event: f"改动 {len(event.after)} 人"),
    )


@login_required
def department_csv(department_id: int) -> Response:
    """The same table as a file."""
    table = _table(department_id)
    name = f"五年规划-{table.department.name}-{table.first_year}.csv"
    return send_table(five_years_csv(table), CSV, name)


def _table(department_id: int) -> FiveYears:
    today = clock.today()
    found = department_or_abort(department_id, actor())
    return five_years(found, read_first(request.args) or default_first(found, today), today)


def _conflict(form: FiveYearsForm, back: str) -> ConflictError:
    return ConflictError(
        "在您打开这一页之后，有人保存过这张五年计划，您的修改没有保存。", typed=typed(form), back=back
    )
