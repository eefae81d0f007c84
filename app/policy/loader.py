"""The law of this edition, read from the data files beside this module."""

from datetime import date
from functools import cache
from pathlib import Path

from app.domain.calendar import SATURDAY, Calendar, CalendarYear, HolidayBlock
from app.domain.facts import Category, Host, System, Venue
from app.domain.rules import (
    Cell,
    Citation,
    Column,
    CountingRow,
    CountingTable,
    Duty,
    Law,
    Rule,
    RuleStatus,
    RuleWindow,
)
from app.policy.strict import StrictError, Table, read_toml

HERE = Path(__file__).parent
ANY_HOST = "any"


class PolicyError(StrictError):
    """A data file of the law that cannot be used; names the file and the key."""


@cache
def load_law() -> Law:
    """The law, read once.

    Raises:
        PolicyError: a file is wrong; nothing is guessed.
    """
    return read_law(HERE)


def read_law(folder: Path) -> Law:
    """The law as the files of a folder state it."""
    try:
        return Law(
            rules=_read_rules(folder / "rules"),
            duties=_read_duties(folder / "duties.toml"),
            countings=(_read_counting(folder / "counting.toml"),),
            calendar=_read_calendar(folder / "calendar"),
        )
    except StrictError as error:
        raise PolicyError(*error.args) from error


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise StrictError(f"{folder.name}：没有数据文件")
    return files


def _read_rules(folder: Path) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for path in _files(folder):
        table = read_toml(path)
        rule = _rule(table)
        for other in rules:
            if other.id == rule.id and other.version == rule.version:
                raise table.error("version", rule.version, f"规则 {rule.id} 的这一版本已有")
            if other.id == rule.id and _overlap(other, rule):
                raise table.error(
                    "effective_from", rule.effective_from, f"与规则 {rule.id} 第 {other.version} 版的日期重叠"
                )
        rules.append(rule)
    return tuple(sorted(rules, key=lambda rule: (rule.id, rule.effective_from or date.min)))


def _overlap(one: Rule, other: Rule) -> bool:
    starts = (one.effective_from or date.min, other.effective_from or date.min)
    ends = (one.effective_to or date.max, other.effective_to or date.max)
    return max(starts) <= min(ends)


def _rule(table: Table) -> Rule:
    status = table.choice("status", RuleStatus)
    in_force = status is RuleStatus.IN_FORCE
    effective_from = table.day("effective_from") if in_force else table.day_or_none("effective_from")
    effective_to = table.day_or_none("effective_to")
    if effective_to and effective_from and effective_to < effective_from:
        raise table.error("effective_to", effective_to, "早于 effective_from")
    window = table.choice("window", RuleWindow)
    months = table.whole_or_none("minimum_months")
    if (months is None) is not (window is RuleWindow.NONE):
        raise table.error("minimum_months", months, "规定了数量的规则才有统计区间，反之亦然")
    if months is not None and months < 1:
        raise table.error("minimum_months", months, "应为正整数")
    rule = Rule(
        id=table.text("id"),
        version=table.whole("version"),
        citation=_citation(table.table("citation"), numbered=in_force),
        status=status,
        effective_from=effective_from,
        effective_from_assumed=table.flag("effective_from_assumed") if effective_from else False,
        effective_to=effective_to,
        population=table.choices("population", Category),
        systems=table.choices("systems", System),
        window=window,
        minimum_months=months,
        column=table.choice("column", Column),
    )
    table.done()
    return rule


def _citation(table: Table, *, numbered: bool) -> Citation:
    """A citation; a text in force must have a number and a date."""
    if numbered and not table.has("issued_on"):
        raise table.error("issued_on", None, "现行有效的文件须注明发文日期")
    citation = Citation(
        title=table.text("title"),
        number=table.text("number") if numbered else table.text_or_none("number"),
        issued_on=table.part_of_date("issued_on"),
        clause=table.text_or_none("clause"),
        words=table.text("words"),
        source=table.text("source"),
    )
    table.done()
    return citation


def _read_duties(path: Path) -> tuple[Duty, ...]:
    file = read_toml(path)
    duties = []
    for table in file.tables("duties"):
        duties.append(
            Duty(
                id=table.text("id"),
                citation=_citation(table.table("citation"), numbered=True),
                population=table.choices("population", Category),
                systems=table.choices("systems", System),
            )
        )
        table.done()
    file.done()
    return tuple(duties)


def _read_counting(path: Path) -> CountingTable:
    file = read_toml(path)
    rows: list[CountingRow] = []
    seen: set[tuple[Venue, Host]] = set()
    for table in file.tables("rows"):
        row = _counting_row(table)
        for host in [row.host] if row.host else Host:
            if (row.venue, host) in seen:
                raise table.error("venue", row.venue, f"与前面的一行重复（{host}）")
            seen.add((row.venue, host))
        rows.append(row)
    counting = CountingTable(file.whole("version"), file.day("dated"), tuple(rows))
    file.done()
    return counting


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
    row = CountingRow(venue, host, _cells(table), by_category, table.text("ground"))
    table.done()
    return row


def _cells(table: Table) -> dict[Column, Cell]:
    return {column: table.choice(column, Cell) for column in Column}


def _read_calendar(folder: Path) -> Calendar:
    years = []
    for path in _files(folder):
        table = read_toml(path)
        if str(table.whole("year")) != path.stem:
            raise table.error("year", table.whole("year"), "与文件名不符")
        years.append(_calendar_year(table))
    return Calendar(years)


def _calendar_year(table: Table) -> CalendarYear:
    number = table.whole("year")
    blocks = []
    off: set[date] = set()
    for item in table.tables("holidays"):
        block = HolidayBlock(item.text("name"), item.day("first_day"), item.day("last_day"))
        if block.last_day < block.first_day:
            raise item.error("last_day", block.last_day, "早于 first_day")
        if not block.first_day.year == block.last_day.year == number:
            raise item.error("first_day", block.first_day, f"不在 {number} 年")
        if off.intersection(block.days()):
            raise item.error("first_day", block.first_day, "与前面的假期重叠")
        off.update(block.days())
        item.done()
        blocks.append(block)
    make_up_days = table.days("make_up_days")
    for day in sorted(make_up_days):
        if day.year != number or day.weekday() < SATURDAY or day in off:
            raise table.error("make_up_days", day, f"应为 {number} 年假期以外的周末")
    year = CalendarYear(number, table.text("source"), tuple(blocks), make_up_days)
    table.done()
    return year
