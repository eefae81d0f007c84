"""Pages about a school's teachers as a whole: the office's first page, and the table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask import Response, current_app, render_template, request, url_for

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.models import Account
from app.domain import words
from app.domain.outcome import Evaluation
from app.domain.roles import Role
from app.schools.queries import departments
from app.standing import queries, school_queries, table
from app.standing.coming import coming_decisions
from app.standing.coverage import coverage
from app.standing.forms import TABLE_ASKS, AsOf, Filters, asked_again, read_as_of, read_filters
from app.standing.page import incomplete
from app.standing.spreadsheet import table_csv, table_xlsx
from app.web.downloads import CSV, send_table
from app.web.nav import Line
from app.web.workbook import MIMETYPE

OFFICE = (Role.HR, Role.ADMIN)
REVIEWERS = (Role.HEAD, Role.HR, Role.ADMIN)


def office_home(account: Account, today: date) -> str:
    """The first page of who is no teacher."""
    known = queries.read_school(account.school_id, today)
    evaluations = queries.evaluate_facts(known)
    rows = table.rows_of(_members(account, today), evaluations) if account.has(*REVIEWERS) else []
    lines = [(line, coverage(rows, line)) for line in ("year", "five")]
    return render_template(
        "standing/office.html",
        account=account,
        today=today,
        total=len(rows),
        lines=lines,
        reviews=account.has(*REVIEWERS),
        to_rule=_to_rule(account, known, evaluations),
        notes=school_queries.school_notes(account.school_id, today),
    )


@roles_required(*REVIEWERS)
def school() -> tuple[str, int]:
    """Every teacher with where they stand, filtered and sorted."""
    account = actor()
    as_of = read_as_of(request.args, clock.today())
    asked = read_filters(request.args, frozenset(table.SORTS))
    known = queries.read_school(account.school_id, as_of.day)
    evaluations = queries.evaluate_facts(known)
    comings = coming_decisions(account.school_id, known.law, as_of.day)
    rows = table.dated_rows(_members(account, as_of.day), evaluations, known, comings)
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
        provisional=any(row.provisional for row in shown),
        sums=table.sums(shown),
        coverage=coverage(population, asked.line),
        short_category={one: name.removesuffix("教师") for one, name in words.CATEGORY.items()},
        order=table.ORDER,
        of_file=asked_again(request.args, TABLE_ASKS),
        **_row_links(as_of),
        departments=[one for one in departments(account.school_id) if visible is None or one.id in visible],
        office=account.has(*OFFICE),
        to_rule=_to_rule(account, known, evaluations) if as_of.day == as_of.today else None,
        may_propose=account.has(Role.HR),
        problem=notes.problem,
        incomplete=incomplete(notes.complete_from, min(first_days, default=as_of.day)),
        filtered=asked != Filters(sort=asked.sort),
    )
    return html, 400 if as_of.error or asked.unknown else 200


@roles_required(*REVIEWERS)
def school_csv() -> Response:
    """The same for any program."""
    return _file("csv", CSV, table_csv)


@roles_required(*REVIEWERS)
def school_xlsx() -> Response:
    """The same for a spreadsheet."""
    return _file("xlsx", MIMETYPE, table_xlsx)


def _file(kind: str, mimetype: str, write: Callable[[Sequence[table.Row], date], bytes]) -> Response:
    account = actor()
    as_of = read_as_of(request.args, clock.today())
    asked = read_filters(request.args, frozenset(table.SORTS))
    if wrong := as_of.error or asked.unknown:
        return Response(wrong, status=400, mimetype="text/plain")
    known = queries.read_school(account.school_id, as_of.day)
    members = _members(account, as_of.day)
    comings = coming_decisions(account.school_id, known.law, as_of.day)
    dated = table.dated_rows(members, queries.evaluate_facts(known), known, comings)
    population = table.of_population(dated, asked)
    rows = table.in_order(table.of_standing(population, asked), asked.sort)
    return send_table(write(rows, as_of.day), mimetype, f"达标情况-{as_of.day}.{kind}")


def _members(account: Account, day: date) -> list[school_queries.Member]:
    return school_queries.members(account.school_id, day, school_queries.visible_departments(account))


def _to_rule(
    account: Account, known: queries.SchoolAtOnce, evaluations: Mapping[int, Evaluation]
) -> Line | None:
    """How many questions wait today for the account's ruling; None for whoever does not rule."""
    found: Line | None = current_app.extensions["line_of_rulings"](account, known, evaluations)
    return found


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
