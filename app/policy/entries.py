"""One rule, one row of the counting table: from a table of text to values, nothing guessed.

The files of this edition and what a school enters are read by the same functions.
"""

import re
from datetime import date

from app.domain.facts import Category, Host, System, Venue
from app.domain.rules import Cell, Citation, Column, CountingRow, Rule, RuleStatus, RuleWindow
from app.policy.strict import Table

ANY_HOST = "any"
RULE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
"""It stands in addresses and in a school's decisions."""
NO_RULE_ID = "应为字母、数字和连字符，最多 40 个，例如 LN-2022-1M"
LONGEST_WINDOW = {RuleWindow.YEAR: 12, RuleWindow.FIVE_YEARS: 60}
"""Months that a window holds."""
HIGHEST_VERSION = 9999
LONGEST = {"title": 120, "number": 60, "clause": 60, "words": 500, "source": 120, "ground": 300}
"""Characters that pages and papers have room for."""
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2150, 12, 31)
"""Days a rule can mean; windows of several years around them stay within the calendar."""


def rule_entry(table: Table) -> Rule:
    """A rule of a file or a text.

    Raises:
        StrictError: naming the key at fault.
    """
    status = table.choice("status", RuleStatus)
    in_force = status is RuleStatus.IN_FORCE
    effective_from = usual_day(table, "effective_from", needed=in_force)
    effective_to = usual_day(table, "effective_to", needed=False)
    if effective_to and effective_from and effective_to < effective_from:
        raise table.error("effective_to", effective_to, "早于 effective_from")
    window = table.choice("window", RuleWindow)
    rule = Rule(
        id=_rule_id(table),
        version=version_number(table),
        citation=citation_entry(table.table("citation"), numbered=in_force),
        status=status,
        effective_from=effective_from,
        effective_from_assumed=table.flag("effective_from_assumed") if effective_from else False,
        effective_to=effective_to,
        population=table.choices("population", Category),
        systems=table.choices("systems", System),
        window=window,
        minimum_months=_months(table, window),
        column=table.choice("column", Column),
    )
    table.done()
    return rule


def citation_entry(table: Table, *, numbered: bool) -> Citation:
    """A citation; a text in force must have a number and a date."""
    if numbered and not table.has("issued_on"):
        raise table.error("issued_on", None, "现行有效的文件须注明发文日期")
    citation = Citation(
        title=_short(table, "title"),
        number=_short(table, "number") if numbered or table.has("number") else None,
        issued_on=table.part_of_date("issued_on"),
        clause=_short(table, "clause") if table.has("clause") else None,
        words=_short(table, "words"),
        source=_short(table, "source"),
    )
    table.done()
    return citation


def _short(table: Table, key: str) -> str:
    text = table.text(key)
    if len(text) > LONGEST[key]:
        raise table.error(key, text, f"最多 {LONGEST[key]} 个字符")
    return text


def _rule_id(table: Table) -> str:
    rule_id = table.text("id")
    if not RULE_ID.fullmatch(rule_id):
        raise table.error("id", rule_id, NO_RULE_ID)
    return rule_id


def version_number(table: Table) -> int:
    """The number of a version."""
    version = table.whole("version")
    if not 1 <= version <= HIGHEST_VERSION:
        raise table.error("version", version, f"应为 1 至 {HIGHEST_VERSION} 的整数")
    return version


def usual_day(table: Table, key: str, *, needed: bool = True) -> date | None:
    """A day that a text can mean."""
    day = table.day(key) if needed else table.day_or_none(key)
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise table.error(key, day, f"年份应在 {FIRST_DAY.year} 至 {LAST_DAY.year} 之间")
    return day


def _months(table: Table, window: RuleWindow) -> int | None:
    months = table.whole_or_none("minimum_months")
    if (months is None) is not (window is RuleWindow.NONE):
        raise table.error("minimum_months", months, "规定了数量的规则才有统计区间，反之亦然")
    if months is not None and not 1 <= months <= LONGEST_WINDOW[window]:
        raise table.error("minimum_months", months, f"应为 1 至 {LONGEST_WINDOW[window]} 的整数")
    return months


def counting_rows(file: Table) -> tuple[CountingRow, ...]:
    """The rows of a counting table; a form of practice stands in it once."""
    rows: list[CountingRow] = []
    seen: set[tuple[Venue, Host]] = set()
    for table in file.tables("rows"):
        row = _counting_row(table)
        for host in row.hosts:
            if (row.venue, host) in seen:
                raise table.error("venue", row.venue, f"与前面的一行重复（{host}）")
            seen.add((row.venue, host))
        rows.append(row)
    return tuple(rows)


def _counting_row(table: Table) -> CountingRow:
    venue = table.choice("venue", Venue)
    host = None if table.text("host") == ANY_HOST else table.choice("host", Host)
    by_category = {}
    exceptions = table.table_or_none("by_category")
    if exceptions:
        for category in Category:
            if exceptions.has(category):
                cells = exceptions.table(category)
                by_category[category] = _cells(cells)
                cells.done()
        exceptions.done()
    row = CountingRow(venue, host, _cells(table), by_category, _short(table, "ground"))
    table.done()
    return row


def _cells(table: Table) -> dict[Column, Cell]:
    return {column: table.choice(column, Cell) for column in Column}
