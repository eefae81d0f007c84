"""What a head's first page says of their departments; asked for by itself, since it judges everybody."""

from datetime import date

from flask import render_template

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.standing import queries, school_queries, table
from app.standing.coming import coming_decisions
from app.standing.coverage import coverage


@roles_required(Role.HEAD)
def own_departments() -> str:
    """A part of a page: how many have met the five years, and for whom a day comes within the year."""
    account, today = actor(), clock.today()
    known = queries.read_school(account.school_id, today)
    members = school_queries.members(account.school_id, today, account.headed_department_ids)
    comings = coming_decisions(account.school_id, known.law, today)
    rows = table.dated_rows(members, queries.evaluate_facts(known), known, comings)
    ends = date(today.year, 12, 31)
    names = sorted({(row.member.department_id, row.member.department) for row in rows})
    held = [
        (number, name, [row for row in rows if row.member.department_id == number]) for number, name in names
    ]
    return render_template(
        "standing/_own_departments.html",
        departments=[(number, name, coverage(of, "five"), _due(of, ends)) for number, name, of in held],
        ends=ends,
    )


def _due(rows: list[table.Row], ends: date) -> int:
    """For how many the next day of the list by month comes by then."""
    return sum(row.coming is not None and row.coming.day <= ends for row in rows)
