"""What if: imagined periods and what they would change. Everything is in the address, nothing is saved."""

from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor
from app.domain.by_when import ByWhen
from app.domain.by_when_words import needed
from app.domain.conclusion import year_name
from app.domain.roles import Role
from app.domain.rules import RuleWindow
from app.domain.windows import rolling_window
from app.practice.while_typing import fact_of, next_id
from app.standing import queries
from app.standing.page import incomplete
from app.standing.what_if import what_if
from app.standing.what_if_forms import MOST, Question, asked_of, read_question, without_row
from app.venues.wording import beyond_recognition


@login_required
def teacher(teacher_id: int) -> str | Response:
    """The question as a form, and the answer below it."""
    _check_may_see(teacher_id)
    leave_out = request.args.get("without", type=int)
    if leave_out is not None:
        return redirect(
            url_for("standing.what_if", teacher_id=teacher_id, **without_row(request.args, leave_out))
        )
    question = read_question(request.args, actor().school_id, clock.today())
    return render_template("standing/what_if.html", most=MOST, live=False, **_answered(teacher_id, question))


@login_required
def teacher_answer(teacher_id: int) -> str:
    """The answer alone, while somebody types."""
    _check_may_see(teacher_id)
    question = read_question(request.args, actor().school_id, clock.today())
    return render_template("standing/_what_if.html", live=True, **_answered(teacher_id, question))


def _check_may_see(teacher_id: int) -> None:
    if not queries.may_see(actor(), teacher_id):
        abort(404)


def _answered(teacher_id: int, question: Question) -> dict[str, Any]:
    today, next_one = clock.today(), next_id()
    counted = [period for period in question.periods if period.written]
    imagined = [fact_of(period.written, next_one + n) for n, period in enumerate(counted) if period.written]
    answer = what_if(teacher_id, imagined, today, pass_waiting=question.pass_waiting)
    own = queries.own_teacher_id(actor()) == teacher_id
    return {
        "question": question,
        "answer": answer,
        "rows": dict(zip((period.number for period in counted), answer.imagined, strict=True)),
        "ways": [(_said(way, answer.as_of), _href(teacher_id, question, way)) for way in answer.ways],
        "beyond_recognition": beyond_recognition,
        "own": own,
        "incomplete": incomplete(answer.known.complete_from, rolling_window(today).first_day),
        "may_keep": own and actor().has(Role.TEACHER),
    }


def _said(way: ByWhen, as_of: date) -> str:
    annual = way.verdict.rule.window is RuleWindow.YEAR
    return f"{year_name(way.verdict.window) if annual else '近五年'}：{needed(way, as_of)}"


def _href(teacher_id: int, question: Question, way: ByWhen) -> str | None:
    """The same question with the way as one more period; None where all rows are used."""
    row = question.free
    if row is None or way.deadline is None or way.start_by is None:
        return None
    period = {f"p{row}-first_day": way.start_by, f"p{row}-last_day": way.deadline.until}
    asked: dict[str, Any] = asked_of(request.args) | period
    if way.in_review:
        asked["waiting"] = "1"  # it is what remains once these have passed
    return url_for("standing.what_if", teacher_id=teacher_id, **asked)
