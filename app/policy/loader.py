"""The law of this edition, read from the data files beside this module."""

from datetime import date
from functools import cache
from pathlib import Path

from app.domain.calendar import SATURDAY, Calendar, CalendarYear, HolidayBlock
from app.domain.facts import Category, System
from app.domain.rules import CountingTable, Duty, Law, Rule
from app.policy.entries import citation_entry, counting_rows, rule_entry
from app.policy.strict import StrictError, Table, read_toml

HERE = Path(__file__).parent


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
        rule = rule_entry(table)
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


def _read_duties(path: Path) -> tuple[Duty, ...]:
    file = read_toml(path)
    duties = []
    for table in file.tables("duties"):
        duties.append(
            Duty(
                id=table.text("id"),
                citation=citation_entry(table.table("citation"), numbered=True),
                population=table.choices("population", Category),
                systems=table.choices("systems", System),
                before_post=table.flag("before_post"),
            )
        )
        table.done()
    file.done()
    return tuple(duties)


def _read_counting(path: Path) -> CountingTable:
    file = read_toml(path)
    counting = CountingTable(file.whole("version"), file.day("dated"), counting_rows(file))
    file.done()
    return counting


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
