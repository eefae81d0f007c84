"""Pages of standing."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.models import Account
from app.domain import impact, words
from app.domain.conclusion import about_days, citation_line, waits_for_leave_ruling
from app.domain.outcome import Evaluation, Verdict
from app.domain.roles import Role
from app.domain.rules import Column
from app.domain.written import written
from app.practice.queries import todo_of
from app.schools import law_queries
from app.schools.law import law_of
from app.schools.queries import departments
from app.standing import (
    addition_views,
    by_month_views,
    headline,
    impact_views,
    law_page,
    paper_views,
    queries,
    school_queries,
    school_what_if_views,
    slip_views,
    table,
    what_if_views,
)
from app.standing.forms import AsOf, Filters, read_as_of, read_filters
from app.standing.page import find_verdict, incomplete, teacher_page, why_excluded, worksheet
from app.standing.question_queries import number_open, rulings_of_teacher
from app.standing.spreadsheet import table_csv
from app.teachers.wording import RULING_WORDS

bp = Blueprint("standing", __name__)
bp.add_url_rule("/standing/<int:teacher_id>/dossier.pdf", view_func=paper_views.dossier)
bp.add_url_rule("/records/preview", view_func=slip_views.preview)
bp.add_url_rule("/school/decisions/<int:decision_id>/impact", view_func=impact_views.decision_impact)
bp.add_url_rule("/standing/<int:teacher_id>/what-if", "what_if", what_if_views.teacher)
bp.add_url_rule("/standing/<int:teacher_id>/what-if/answer", "what_if_answer", what_if_views.teacher_answer)
bp.add_url_rule("/school/what-if", "school_what_if", school_what_if_views.school)
bp.add_url_rule("/school/what-if/answer", "school_what_if_answer", school_what_if_views.school_answer)
bp.add_url_rule("/school/by-when", view_func=by_month_views.by_when)
bp.add_url_rule("/school/by-when.csv", view_func=by_month_views.by_when_csv)
bp.add_url_rule("/school/by-when.xlsx", view_func=by_month_views.by_when_xlsx)
bp.register_blueprint(addition_views.bp)
OFFICE = (Role.HR, Role.ADMIN)
REVIEWERS = (Role.HEAD, Role.HR, Role.ADMIN)


@bp.context_processor
def sentences() -> dict[str, Any]:
    """How verdicts are put into words on these pages."""
    return {
        "words": words,
        "says": headline.says,
        "by_when_says": headline.by_when_says,
        "other_reading": headline.other_reading,
        "citation_line": citation_line,
        "about_days": about_days,
        "waits_for_leave_ruling": waits_for_leave_ruling,
        "asks": law_page.asks,
        "why_excluded": why_excluded,
        "written": written,
        "NOT_JUDGED": headline.NOT_JUDGED,
    }


def _record_href(record_id: str) -> str:
    return url_for("practice.show", record_id=int(record_id))


@bp.get("/")
@login_required
def home() -> str:
    account, today = actor(), clock.today()
    teacher_id = queries.own_teacher_id(account)
    if teacher_id is None:
        return _office_home(account, today)
    as_of = AsOf(today, "", None, today)
    page = teacher_page(queries.evaluate_teacher(teacher_id, today), _record_href)
    return render_template(
        "standing/home.html",
        page=page,
        as_of=as_of,
        to_review=school_queries.to_review(account),
        todo=todo_of(account),
    )


def _office_home(account: Account, today: date) -> str:
    known = queries.read_school(account.school_id, today)
    evaluations = queries.evaluate_facts(known)
    rows = _rows(account, today, evaluations) if account.has(*REVIEWERS) else []
    lines = [(line, table.coverage(rows, line)) for line in ("year", "five")]
    return render_template(
        "standing/office.html",
        account=account,
        today=today,
        total=len(rows),
        lines=lines,
        to_review=school_queries.to_review(account),
        reviews=account.has(*REVIEWERS),
        to_decide=_open(account, known, evaluations, rows),
        notes=school_queries.school_notes(account.school_id, today),
    )


@bp.get("/standing/<int:teacher_id>")
@login_required
def teacher(teacher_id: int) -> tuple[str, int]:
    if not queries.may_see(actor(), teacher_id):
        abort(404)
    as_of = read_as_of(request.args, clock.today())
    page = teacher_page(queries.evaluate_teacher(teacher_id, as_of.day), _record_href)
    own = queries.own_teacher_id(actor()) == teacher_id
    html = render_template(
        "standing/teacher.html",
        page=page,
        as_of=as_of,
        own=own,
        rulings=rulings_of_teacher(teacher_id),
        rule_words={rule.id: law_page.asks(rule) for rule in page.found.law.rules},
        ruling_words=RULING_WORDS,
        may_open_rulings=own or actor().has(*OFFICE),
        may_exempt=not own and actor().has(*OFFICE),
    )
    return html, 400 if as_of.error else 200


@bp.get("/standing/<int:teacher_id>/<rule>/<first_day>", endpoint="worksheet")
@login_required
def worksheet_page(teacher_id: int, rule: str, first_day: str) -> AnyResponse | tuple[str, int]:
    if not queries.may_see(actor(), teacher_id):
        abort(404)
    as_of = read_as_of(request.args, clock.today())
    found = queries.evaluate_teacher(teacher_id, as_of.day)
    verdict = find_verdict(found, rule, _day_or_404(first_day))
    if verdict is None:
        abort(404)
    if verdict.window.first_day.isoformat() != first_day:
        return redirect(worksheet_href(teacher_id, verdict, as_of))
    own = queries.own_teacher_id(actor()) == teacher_id
    html = render_template(
        "standing/worksheet.html",
        found=found,
        work=worksheet(found, verdict),
        name_of=lambda record_id: str(found.names[record_id]),
        as_of=as_of,
        own=own,
        may_open_rulings=own or actor().has(*OFFICE),
    )
    return html, 400 if as_of.error else 200


@bp.app_template_global()
def worksheet_href(teacher_id: int, verdict: Verdict, as_of: AsOf) -> str:
    """The arithmetic of a verdict."""
    return url_for(
        "standing.worksheet",
        teacher_id=teacher_id,
        rule=verdict.rule.id,
        first_day=verdict.window.first_day.isoformat(),
        as_of=as_of.argument,
    )


def _day_or_404(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _rows(
    account: Account, day: date, evaluations: Mapping[int, Evaluation] | None = None
) -> list[table.Row]:
    members = school_queries.members(account.school_id, day, school_queries.visible_departments(account))
    return table.rows_of(members, evaluations or queries.evaluate_school(account.school_id, day))


def _open(
    account: Account,
    known: queries.SchoolAtOnce,
    evaluations: Mapping[int, Evaluation],
    rows: list[table.Row],
) -> int | None:
    """How many questions wait today for the office's ruling; None for whoever does not rule."""
    if not account.has(*OFFICE):
        return None
    listed = [row.member.teacher_id for row in rows] if known.as_of == clock.today() else []
    return number_open(account.school_id, known, evaluations, listed)


def _row_links(as_of: AsOf) -> dict[str, Callable[[table.Row], str]]:
    """Addresses of a row's pages; asking url_for for each of them is a fifth of a long table's time."""
    base = url_for("standing.home") + "standing"
    query = f"?as_of={as_of.argument}" if as_of.argument else ""

    def teacher_href(row: table.Row) -> str:
        return f"{base}/{row.member.teacher_id}{query}"

    def worksheet_of(row: table.Row) -> str:
        verdict = row.lines.five
        assert verdict is not None
        return f"{base}/{row.member.teacher_id}/{verdict.rule.id}/{verdict.window.first_day}{query}"

    return {"teacher_href": teacher_href, "worksheet_of": worksheet_of}


@bp.app_template_filter()
def figures(verdict: Verdict | None) -> str:
    """``120 / 160``; without what is required where nothing is."""
    if verdict is None:
        return "—"
    credited = words.hours(verdict.credited)
    if verdict.required is None or verdict.standing in headline.NOT_JUDGED:
        return credited
    return f"{credited} / {words.hours(verdict.required)}"


bp.add_app_template_filter(law_page.asks, "asks")
bp.add_app_template_filter(impact.why, "why_changed")
bp.add_app_template_filter(impact.why_gate_turned, "why_gate_turned")


@bp.get("/school/standing")
@roles_required(*REVIEWERS)
def school() -> tuple[str, int]:
    account = actor()
    as_of = read_as_of(request.args, clock.today())
    asked = read_filters(request.args, frozenset(table.SORTS))
    known = queries.read_school(account.school_id, as_of.day)
    evaluations = queries.evaluate_facts(known)
    rows = _rows(account, as_of.day, evaluations)
    population = table.of_population(rows, asked)
    shown = table.in_order(table.of_standing(population, asked), asked.sort)
    visible = school_queries.visible_departments(account)
    notes = school_queries.school_notes(account.school_id, as_of.day)
    first_days = [row.lines.five.window.first_day for row in population if row.lines.five]
    html = render_template(
        "standing/school.html",
        as_of=as_of,
        asked=asked,
        rows=shown,
        sums=table.sums(shown),
        coverage=table.coverage(population, asked.line),
        short_category={one: name.removesuffix("教师") for one, name in words.CATEGORY.items()},
        order=table.ORDER,
        **_row_links(as_of),
        departments=[one for one in departments(account.school_id) if visible is None or one.id in visible],
        office=account.has(*OFFICE),
        to_decide=_open(account, known, evaluations, rows),
        may_propose=account.has(Role.HR),
        problem=notes.problem,
        incomplete=incomplete(notes.complete_from, min(first_days, default=as_of.day)),
        filtered=asked != Filters(sort=asked.sort),
    )
    return html, 400 if as_of.error else 200


@bp.get("/school/standing.csv")
@roles_required(*REVIEWERS)
def school_csv() -> Response:
    account = actor()
    as_of = read_as_of(request.args, clock.today())
    if as_of.error:
        return Response(as_of.error, status=400, mimetype="text/plain")
    asked = read_filters(request.args, frozenset(table.SORTS))
    population = table.of_population(_rows(account, as_of.day), asked)
    rows = table.in_order(table.of_standing(population, asked), asked.sort)
    answer = Response(table_csv(rows, as_of.day), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"dabiao-{as_of.day}.csv")
    return answer


@bp.get("/law")
@login_required
def law() -> str:
    return render_template(
        "standing/law.html",
        page=law_page.law_page(
            law_of(actor().school_id), law_queries.published(actor().school_id), clock.today()
        ),
        changed_rows=law_page.changed_rows,
        office=actor().has(*OFFICE),
        may_enter=actor().has(Role.ADMIN),
        listed=law_page.listed,
        cell_words=law_page.cell_words,
        columns=(Column.ANNUAL, Column.FIVE_YEAR),
    )
