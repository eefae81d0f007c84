"""Pages of standing."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.accounts.access import actor
from app.domain import words
from app.domain.by_when_words import needed
from app.domain.conclusion import about_days, citation_line, waits_for_leave_ruling, year_name
from app.domain.outcome import Verdict
from app.domain.roles import Role
from app.domain.rules import Column, Law
from app.domain.windows import Window
from app.domain.written import written
from app.schools import law_queries
from app.schools import wording as schools_wording
from app.schools.law import law_of
from app.standing import (
    addition_views,
    by_month_views,
    headline,
    impact_views,
    law_page,
    own_departments_views,
    paper_views,
    queries,
    record_views,
    school_views,
    school_what_if_views,
    slip_views,
    what_if_views,
)
from app.standing.forms import AsOf, read_as_of
from app.standing.own_decisions import own_decisions
from app.standing.page import find_verdict, incomplete, teacher_page, why_excluded, worksheet
from app.standing.question_queries import rulings_of_teacher
from app.teachers.wording import RULING_WORDS

bp = Blueprint("standing", __name__)
bp.add_url_rule("/standing/<int:teacher_id>/dossier.pdf", view_func=paper_views.dossier)
bp.add_url_rule("/standing/<int:teacher_id>/records", view_func=record_views.records)
bp.add_url_rule("/records/preview", view_func=slip_views.preview)
bp.add_url_rule("/school/decisions/<int:decision_id>/impact", view_func=impact_views.decision_impact)
bp.add_url_rule(
    "/school/decisions/<int:decision_id>/confirm", view_func=impact_views.confirm_decision, methods=["POST"]
)
bp.add_url_rule("/standing/<int:teacher_id>/what-if", "what_if", what_if_views.teacher)
bp.add_url_rule("/standing/<int:teacher_id>/what-if/answer", "what_if_answer", what_if_views.teacher_answer)
bp.add_url_rule("/school/what-if", "school_what_if", school_what_if_views.school)
bp.add_url_rule("/school/what-if/answer", "school_what_if_answer", school_what_if_views.school_answer)
bp.add_url_rule("/school/by-when", view_func=by_month_views.by_when)
bp.add_url_rule("/school/by-when.csv", view_func=by_month_views.by_when_csv)
bp.add_url_rule("/school/by-when.xlsx", view_func=by_month_views.by_when_xlsx)
bp.add_url_rule("/school/own-departments", view_func=own_departments_views.own_departments)
bp.add_url_rule("/school/standing", view_func=school_views.school)
bp.add_url_rule("/school/standing.csv", view_func=school_views.school_csv)
bp.add_url_rule("/school/standing.xlsx", view_func=school_views.school_xlsx)
bp.register_blueprint(addition_views.bp)
OFFICE = (Role.HR, Role.ADMIN)


@bp.context_processor
def sentences() -> dict[str, Any]:
    """How verdicts are put into words on these pages."""
    return {
        "words": words,
        "says": headline.says,
        "row_says": headline.row_says,
        "by_when_says": headline.by_when_says,
        "needed": needed,
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
        return school_views.office_home(account, today)
    as_of = AsOf(today, "", None, today)
    page = teacher_page(queries.evaluate_teacher(teacher_id, today), _record_href)
    return render_template(
        "standing/home.html",
        page=page,
        as_of=as_of,
        heads=account.has(Role.HEAD),
    )


@bp.get("/standing/<int:teacher_id>")
@login_required
def teacher(teacher_id: int) -> tuple[str, int]:
    if not queries.may_see(actor(), teacher_id):
        abort(404)
    as_of = read_as_of(request.args, clock.today())
    page = teacher_page(queries.evaluate_teacher(teacher_id, as_of.day), _record_href)
    own, rulings = queries.own_teacher_id(actor()) == teacher_id, rulings_of_teacher(teacher_id)
    html = render_template(
        "standing/teacher.html",
        page=page,
        as_of=as_of,
        own=own,
        rulings=rulings,
        year_words={
            one.number: year_name(Window(one.first_day, one.last_day))
            for one in rulings
            if one.first_day and one.last_day
        },
        rule_words=_rule_words(page.found.law, as_of.day),
        ruling_words=RULING_WORDS,
        may_open_rulings=own or actor().has(*OFFICE),
        may_exempt=not own and actor().has(*OFFICE),
    )
    return html, 400 if as_of.error else 200


def _rule_words(law: Law, day: date) -> dict[str, str]:
    """What each rule asks for, as its version of the day says."""
    return {rule.id: law_page.asks(law.version_on(rule.id, day) or rule) for rule in law.rules}


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
        incomplete=incomplete(found.complete_from, verdict.window.first_day),
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


@bp.get("/law")
@login_required
def law() -> str:
    school_id, today = actor().school_id, clock.today()
    known = law_of(school_id)
    return render_template(
        "standing/law.html",
        page=law_page.law_page(known, law_queries.published(school_id), today),
        own=own_decisions(school_id, known, today),
        kind_words=schools_wording.KIND,
        changed_rows=law_page.changed_rows,
        office=actor().has(*OFFICE),
        may_enter=actor().has(Role.ADMIN),
        listed=law_page.listed,
        cell_words=law_page.cell_words,
        columns=(Column.ANNUAL, Column.FIVE_YEAR),
    )
