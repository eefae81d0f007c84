"""Pages on which the administrator enters a version for the school's law: as a text, or field by field."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.facts import Host, Venue
from app.domain.roles import Role
from app.domain.rules import Column, CountingRow, Law, Rule
from app.extensions import db
from app.policy.entries import ANY_HOST
from app.policy.strict import StrictError
from app.schools import law_operations
from app.schools.law import law_of
from app.standing.addition_forms import AdditionForm, CountingForm, TextForm
from app.standing.rule_forms import RuleForm

administrator_only = roles_required(Role.ADMIN)


@administrator_only
def text() -> str | Response:
    """A file in the form of the program's own, or its text."""
    form = TextForm()
    if form.validate_on_submit() and form.read_file() and (entered := _enter(form)):
        return entered
    return _form_page(form, "贴入规则文本", "text")


@administrator_only
def rule() -> str | Response:
    """A version of a rule, field by field."""
    law = law_of(actor().school_id)
    versions = law.versions(request.args.get("like", ""))
    form = RuleForm(data=_next_version(versions[-1]) if versions else {"number": 1})
    if versions:
        form.fix(versions[-1])
    if form.validate_on_submit() and (entered := _enter(form)):
        return entered
    return _form_page(form, f"录入 {versions[-1].id} 的新版本" if versions else "录入规则", "rule")


@administrator_only
def counting() -> str | Response:
    """One row of the counting table, field by field."""
    law = law_of(actor().school_id)
    form = CountingForm(data=_next_row(law, request.args))
    if form.validate_on_submit() and (entered := _enter(form)):
        return entered
    return _form_page(form, "录入计入表的一行", "counting")


def _form_page(form: AdditionForm, title: str, kind: str) -> str:
    return render_template("standing/addition_form.html", form=form, title=title, kind=kind)


def _enter(form: AdditionForm) -> Response | None:
    """Enter what was typed; None where it cannot be, with the reason beside the field."""
    entry = law_operations.Entry(form.toml(), form.document.data or "", form.reason.data or "")
    try:
        addition = law_operations.enter(actor().school, entry, actor=actor(), at=clock.now())
    except StrictError as error:
        form.show_problem(error)
        return None
    db.session.commit()
    flash("已录入。请看过影响后，由另一位人事或管理员公布。", "success")
    return redirect(url_for("standing.additions.show", addition_id=addition.id))


def _next_version(newest: Rule) -> dict[str, object]:
    """A version to begin the next one from; its day is to be typed."""
    cited = newest.citation
    return {
        "rule_id": newest.id,
        "number": newest.version + 1,
        "status": newest.status,
        "population": sorted(newest.population),
        "systems": sorted(newest.systems),
        "window": newest.window,
        "minimum_months": newest.minimum_months,
        "column": newest.column,
        "title": cited.title,
        "document_number": cited.number,
        "issued_on": cited.issued_on,
        "clause": cited.clause,
        "quote": cited.words,
        "source": cited.source,
    }


def _next_row(law: Law, args: MultiDict[str, str]) -> dict[str, object]:
    """The next version's number, and the row that is in force for a form of practice."""
    newest = law.countings[-1]
    asked = (args.get("venue", None, Venue), args.get("host", None, _host))
    rows = [row for row in newest.rows if (row.venue, row.host or ANY_HOST) == asked]
    return {"number": newest.version + 1} | (_row_data(rows[0]) if rows else {})


def _host(value: str) -> str:
    return value if value == ANY_HOST else Host(value)


def _row_data(row: CountingRow) -> dict[str, object]:
    data: dict[str, object] = {
        "venue": row.venue,
        "host": row.host or ANY_HOST,
        "annual": row.cells[Column.ANNUAL],
        "five_year": row.cells[Column.FIVE_YEAR],
    }
    for category, cells in row.by_category.items():
        data |= {
            "category": category,
            "category_annual": cells[Column.ANNUAL],
            "category_five_year": cells[Column.FIVE_YEAR],
        }
    return data
