"""What a reader may ask of the pages: a day, and which teachers of the school."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.domain.by_when import NextDate
from app.domain.facts import Category
from app.domain.outcome import Standing
from app.web.fields import FIRST_YEAR, LAST_YEAR
from app.web.numbers import row_number

LONGEST_SEARCH = 60
TABLE_ASKS = ("as_of", "category", "department", "standing", "q", "sort")
"""What the address of the table can ask."""
BY_MONTH_ASKS = ("as_of", "department", "rule", "kind", "month", "past")
"""What the address of the list by month can ask of its files too."""
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def asked_again(args: MultiDict[str, str], names: Iterable[str]) -> dict[str, str]:
    """What an address asks, for a link that asks the same; nothing that only the making of links knows."""
    return {name: args[name] for name in names if name in args}


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day a page is about; today where none, or no possible one, was asked for."""

    day: date
    typed: str
    error: str | None
    today: date

    @property
    def argument(self) -> str | None:
        """For links to pages of the same day."""
        return None if self.day == self.today else self.day.isoformat()


def read_as_of(args: MultiDict[str, str], today: date) -> AsOf:
    typed = args.get("as_of", "").strip()
    if not typed:
        return AsOf(today, "", None, today)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return AsOf(today, typed, f"“{typed}”不是日期，请写作 2026-07-06；下面按今天列出。", today)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        wrong = f"截至日应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间；下面按今天列出。"
        return AsOf(today, typed, wrong, today)
    return AsOf(day, typed, None, today)


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom a list shows by name, number and state; an empty text, or None, is no restriction."""

    search: str = ""
    line: str = "five"
    """Which line ``standing`` is about: ``year`` or ``five``."""
    standing: Standing | None = None

    @property
    def standing_value(self) -> str:
        return f"{self.line}-{self.standing}" if self.standing else ""

    def named(self, name: str, staff_number: str) -> bool:
        """Whether this is one of those whose name or number is looked for."""
        sought = self.search.casefold()
        return not sought or sought in name.casefold() or sought in staff_number.casefold()


def read_search(args: MultiDict[str, str], name: str = "q") -> str:
    return args.get(name, "").strip()[:LONGEST_SEARCH]


def read_standing(args: MultiDict[str, str], line: str) -> tuple[str, Standing | None]:
    """Which line and state the address asks for; where none that is offered, the usual line and any state."""
    asked, _, standing = args.get("standing", "").partition("-")
    if standing in Standing.__members__ and asked in {"year", "five"}:
        return asked, Standing(standing)
    return line, None


@dataclass(frozen=True, slots=True)
class Filters(Sought):
    """Which teachers a table shows; None or an empty text is no restriction."""

    category: Category | None = None
    department_id: int | None = None
    sort: str = "name"
    unknown: str = ""
    """What is said of values that are not offered, by which nothing is narrowed."""


def read_filters(args: MultiDict[str, str], sorts: frozenset[str]) -> Filters:
    """What the address asks for; a value that is not offered restricts nothing, and is named."""
    sort = args.get("sort", "name")
    line, standing = read_standing(args, "five")
    category = args.get("category", None, Category)
    department_id = args.get("department", None, row_number)
    read = (
        ("类别", "category", category),
        ("系部", "department", department_id),
        ("情况", "standing", standing),
    )
    wrong = [
        f"没有“{typed}”这样的{label}"
        for label, name, value in read
        if value is None and (typed := read_search(args, name))
    ]
    return Filters(
        search=read_search(args),
        line=line,
        standing=standing,
        category=category,
        department_id=department_id,
        sort=sort if sort.removeprefix("-") in sorts else "name",
        unknown=f"{'，'.join(wrong)}，没有按它筛选。" if wrong else "",
    )


@dataclass(frozen=True, slots=True)
class ByMonthFilters:
    """Which lines the list by month shows; None is no restriction."""

    department_id: int | None = None
    rule: str | None = None
    kind: NextDate | None = None
    month: str | None = None
    """``2026-12``, ``late`` or ``waiting``."""
    past: int | None = None
    """The calendar year in which an ended year began, to look at that one instead."""


def read_by_month(args: MultiDict[str, str]) -> ByMonthFilters:
    """What the address asks for; a value that is not offered restricts nothing."""
    month = args.get("month", "")
    return ByMonthFilters(
        department_id=args.get("department", None, row_number),
        rule=read_search(args, "rule") or None,
        kind=args.get("kind", None, NextDate),
        month=month if month in {"late", "waiting"} or MONTH.fullmatch(month) else None,
        past=args.get("past", None, row_number),
    )
