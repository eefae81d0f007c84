"""The list by month as a page and as files: who must do what by when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Response, render_template, request

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.by_when import PASSED, NextDate
from app.domain.by_when_words import ENDED_YEAR, NEXT_DATE
from app.domain.conclusion import year_name
from app.domain.roles import Role
from app.domain.windows import rolling_window
from app.schools.queries import departments
from app.standing.by_month import ByMonth, Item, Sums, list_by_month
from app.standing.by_month_files import MONTH_NAME, by_month_csv, by_month_xlsx
from app.standing.coverage import Tone
from app.standing.forms import BY_MONTH_ASKS, ByMonthFilters, asked_again, read_as_of, read_by_month
from app.standing.page import incomplete
from app.standing.school_queries import school_notes, visible_departments
from app.web.charts import MonthBar, StackedPart, month_bars, month_rows
from app.web.downloads import CSV, send_table
from app.web.numbers import page_asked
from app.web.workbook import MIMETYPE

READERS = (Role.HEAD, Role.HR, Role.ADMIN)
ROWS_A_PAGE = 100
TONES: Mapping[NextDate, Tone] = {
    NextDate.ENDS: "ok",
    NextDate.CHANGES: "bad",
    NextDate.DROPS: "wait",
    NextDate.FALLS_DUE: "plain",
}
"""The kinds that have a day to come."""
PASSED_TONES: Mapping[NextDate, Tone] = {
    kind: "bad" if kind is NextDate.LATE else "wait" for kind in PASSED.values()
}
"""The kinds whose day has passed."""
BESIDE_MONTHS: Mapping[NextDate, str] = {
    kind: name for kind, name in NEXT_DATE.items() if kind is not NextDate.LATE
}
"""The kinds that a month is divided by: what is late has a line of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one month on a page of the list."""

    name: str
    sums: Sums
    """Of the whole month."""
    items: Sequence[Item]
    open: bool
    """The next month is; so is everything once it is narrowed down."""


@roles_required(*READERS)
def by_when() -> tuple[str, int]:
    """The page at once, the list when it is asked for: ``part`` by a script, ``whole`` without one."""
    account = actor()
    as_of = read_as_of(request.args, clock.today())
    asked = read_by_month(request.args)
    visible = visible_departments(account)
    part, whole = "part" in request.args, "whole" in request.args
    notes = school_notes(account.school_id, as_of.day)
    context = {
        "as_of": as_of,
        "asked": asked,
        "filtered": asked != ByMonthFilters(),
        "whole": whole,
        "month_name": month_name,
        "NEXT_DATE": NEXT_DATE,
        "TONES": TONES,
        "of_files": asked_again(request.args, BY_MONTH_ASKS),
    }
    if part or whole:
        context |= _list(account.school_id, as_of.day, visible, asked)
    if part:
        return render_template("standing/_by_when_list.html", **context), 200
    html = render_template(
        "standing/by_when.html",
        departments=[one for one in departments(account.school_id) if visible is None or one.id in visible],
        office=visible is None,
        problem=notes.problem,
        incomplete=incomplete(notes.complete_from, rolling_window(as_of.day).first_day),
        **context,
    )
    return html, 400 if as_of.error else 200


def _list(
    school_id: int, day: date, visible: frozenset[int] | None, asked: ByMonthFilters
) -> dict[str, object]:
    found = list_by_month(school_id, day, visible, asked)
    pages = max(-(-len(found.items) // ROWS_A_PAGE), 1)
    page = min(page_asked(), pages)
    passed, bars = _passed(found), _bars(found)
    rows = found.items[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]
    return {
        "found": found,
        "by_month": [(month, sums) for month, sums in found.by_month if sums.people],
        "kinds": _named(found.population, BESIDE_MONTHS),
        "year_kinds": _named(found.past, ENDED_YEAR),
        "chart": month_bars(bars, "每月涉及的人次", passed),
        "chart_narrow": month_rows(bars, "每月涉及的人次", passed),
        "chart_passed": passed,
        "rows": rows,
        "groups": [] if found.year else _groups(found, rows, narrowed=asked != ByMonthFilters()),
        "page": page,
        "pages": pages,
        "year_words": ENDED_YEAR,
        "year_name": year_name,
    }


def _groups(found: ByMonth, rows: Sequence[Item], *, narrowed: bool) -> list[Group]:
    """The page's lines month by month."""
    sums = dict(found.by_month)
    held = {month: tuple(items) for month, items in groupby(rows, key=lambda item: item.month)}
    following = next((month for month in held if month not in MONTH_NAME), next(iter(held), None))
    return [
        Group(month_name(month), sums[month], items, narrowed or month == following)
        for month, items in held.items()
    ]


def _named(items: Iterable[Item], names: Mapping[NextDate, str]) -> list[tuple[NextDate, str]]:
    """The kinds there are, by name: a table has no column for what nobody has."""
    there = {item.found.kind for item in items}
    return [(kind, name) for kind, name in names.items() if kind in there]


def _bars(found: ByMonth) -> list[MonthBar]:
    """A bar a month, a part for each kind."""
    return [
        MonthBar(
            month,
            [StackedPart(NEXT_DATE[kind], sums.kinds.get(kind, 0), TONES[kind]) for kind in TONES],
        )
        for month, sums in found.by_month
        if month not in MONTH_NAME
    ]


def _passed(found: ByMonth) -> list[StackedPart]:
    """A bar each for what is late and what waits, where there is any."""
    kinds = found.total.kinds
    return [
        StackedPart(NEXT_DATE[kind], kinds[kind], tone)
        for kind, tone in PASSED_TONES.items()
        if kinds.get(kind)
    ]


def month_name(month: str) -> str:
    """``2026 年 12 月``."""
    if month in MONTH_NAME:
        return MONTH_NAME[month]
    year, number = month.split("-")
    return f"{year} 年 {int(number)} 月"


@roles_required(*READERS)
def by_when_csv() -> Response:
    return _file("csv", CSV)


@roles_required(*READERS)
def by_when_xlsx() -> Response:
    return _file("xlsx", MIMETYPE)


def _file(kind: str, mimetype: str) -> Response:
    account = actor()
    as_of = read_as_of(request.args, clock.today())
    if as_of.error:
        return Response(as_of.error, status=400, mimetype="text/plain")
    found = list_by_month(
        account.school_id, as_of.day, visible_departments(account), read_by_month(request.args)
    )
    data = by_month_csv(found) if kind == "csv" else by_month_xlsx(found)
    return send_table(data, mimetype, f"到期名单-{as_of.day}.{kind}")
