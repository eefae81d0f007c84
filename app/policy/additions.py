"""What a school adds to the law: texts in the form of the files, read as strictly, and joined to it."""

import json
import logging
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import product

from app.domain import words
from app.domain.facts import Category
from app.domain.rules import Cell, Column, CountingTable, Law, Rule
from app.domain.succession import RowsFrom, joined
from app.domain.windows import same_day_in_years
from app.policy.entries import counting_rows, rule_entry, usual_day, version_number
from app.policy.loader import load_law
from app.policy.strict import StrictError, Table, parse_toml

NAME = "录入内容"
"""What errors call the text."""
LONGEST_TEXT = 20_000
YEARS_AHEAD = 3
"""How far ahead a day may lie: what is published wrongly ends somewhere."""
_TITLE_IN_MARKS = re.compile(r"《([^《》]+)》")
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()

Addition = Rule | RowsFrom


def read_addition(text: str) -> Addition:
    """A rule, or rows of the counting table: whichever the text is.

    Raises:
        StrictError: naming the key at fault.
    """
    return _read(parse_toml(NAME, text))


def check_addition(law: Law, text: str) -> Addition:
    """A text that may join the law as a new version.

    Raises:
        StrictError: it cannot be read, or meets what the law already holds.
    """
    if len(text) > LONGEST_TEXT:
        raise StrictError(f"{NAME}：最多 {LONGEST_TEXT} 个字符")
    table = parse_toml(NAME, text)
    table.refuse_unseen()
    addition = _read(table)
    if isinstance(addition, Rule):
        _check_rule(law, addition, table)
    else:
        _check_rows(law, addition, table)
    return addition


def law_with(texts: Sequence[str]) -> Law:
    """The law of this edition with a school's additions; the same texts give the same object."""
    with _one_at_a_time:  # two threads at once would make two
        return _law_with(tuple(texts)) if texts else load_law()


@lru_cache(maxsize=512)
def _law_with(texts: tuple[str, ...]) -> Law:
    """What this edition cannot take is left out: one text must not take every page with it."""
    law = load_law()
    rules: list[Rule] = []
    rows: list[RowsFrom] = []
    left_out: list[str] = []
    for text in texts:
        try:
            added = read_addition(text)
            if isinstance(added, Rule):
                _refuse_same_rule((*law.rules, *rules), added)
                rules.append(added)
            else:
                _refuse_same_table((*law.countings, *rows), added)
                rows.append(added)
        except StrictError as error:
            _log.warning("an addition to the law is left out: %s", error)
            left_out.append(str(error).removeprefix(f"{NAME}："))
    return replace(joined(law, rules, rows), left_out=tuple(left_out))


def _refuse_same_rule(known: Iterable[Rule], added: Rule) -> None:
    """Two versions of one number, or from one day, cannot both be law."""
    for rule in known:
        same = rule.version == added.version or rule.effective_from == added.effective_from
        if same and rule.id == added.id:
            raise StrictError(f"规则 {added.id} 第 {added.version} 版与已有的第 {rule.version} 版冲突")


def _refuse_same_table(known: Iterable[CountingTable | RowsFrom], added: RowsFrom) -> None:
    for table in known:
        if table.version == added.version or table.dated == added.dated:
            raise StrictError(f"计入表 第 {added.version} 版与已有的第 {table.version} 版冲突")


def beginning(addition: Addition) -> date | None:
    """From when an addition holds; only a draft may leave it open."""
    return addition.effective_from if isinstance(addition, Rule) else addition.dated


def check_near(addition: Addition, today: date) -> None:
    """Refuse a day that is too far away to be meant.

    Raises:
        StrictError: naming the key.
    """
    key, day = "dated", beginning(addition)
    if isinstance(addition, Rule):
        key = "effective_from"
    if day is not None and day > same_day_in_years(today, YEARS_AHEAD):
        why = f"离今天超过 {YEARS_AHEAD} 年，请核对年份"
        raise StrictError(f"{NAME}：{key} = {day}：{why}", key, why)


def _read(table: Table) -> Addition:
    if not table.has("rows"):
        return rule_entry(table)
    dated = usual_day(table, "dated")
    assert dated is not None  # a needed day
    changed = RowsFrom(version_number(table), dated, counting_rows(table))
    if not changed.rows:
        raise table.error("rows", [], "至少写一行")
    table.done()
    return changed


def untitled(value: str | None) -> str | None:
    """A document's name without the marks that every page puts around it."""
    found = _TITLE_IN_MARKS.fullmatch(value.strip()) if value else None
    return found[1] if found else value


def _check_rule(law: Law, rule: Rule, table: Table) -> None:
    if untitled(rule.title) != rule.title:
        raise table.error("citation.title", rule.title, "不写书名号，各页会自己加上")
    versions = law.versions(rule.id)
    if not versions:
        _check_new_rule(law, rule, table)
        return
    newest = versions[-1]
    called = f"规则 {rule.id} 第 {newest.version} 版"
    if any(rule.version == version.version for version in versions):
        raise table.error("version", rule.version, f"规则 {rule.id} 的这一版本已有，公布过的版本不再改动")
    number = max(version.version for version in versions) + 1
    if rule.version != number:
        raise table.error("version", rule.version, f"规则 {rule.id} 的下一版应为第 {number} 版")
    if rule.status is not newest.status:
        held = words.RULE_STATUS[newest.status]
        raise table.error("status", rule.status, f"与{called}的“{held}”不同，请用新的规则编号")
    if rule.window is not newest.window:
        held = words.RULE_WINDOW[newest.window]
        raise table.error("window", rule.window, f"与{called}的“{held}”不同，请用新的规则编号")
    if rule.effective_from is None or rule.effective_from <= (newest.effective_from or date.min):
        since = newest.effective_from or "未注明"
        raise table.error(
            "effective_from", rule.effective_from, f"与{called}的日期重叠，应晚于它的生效日（{since}）"
        )
    if newest.effective_to and rule.effective_from <= newest.effective_to:
        raise table.error(
            "effective_from", rule.effective_from, f"与{called}的日期重叠，它到 {newest.effective_to} 为止"
        )


def _check_new_rule(law: Law, rule: Rule, table: Table) -> None:
    for known in law.rules:
        if known.id.casefold() == rule.id.casefold():
            raise table.error("id", rule.id, f"与已有的规则 {known.id} 只有大小写不同")
    if rule.version != 1:
        raise table.error("version", rule.version, "新的规则从第 1 版开始")


def _check_rows(law: Law, changed: RowsFrom, table: Table) -> None:
    newest = law.countings[-1]
    number = max(known.version for known in law.countings) + 1
    if changed.version != number:
        raise table.error("version", changed.version, f"下一版应为第 {number} 版，公布过的版本不再改动")
    if changed.dated <= newest.dated:
        raise table.error(
            "dated", changed.dated, f"与第 {newest.version} 版的日期重叠，应晚于它的日期（{newest.dated}）"
        )
    _keep_no(changed, table)


def _keep_no(changed: RowsFrom, table: Table) -> None:
    """What the program's table says does not count stays so: like a ruling, a row cannot overrule it."""
    held = load_law().counting_on(changed.dated)
    for row, said in zip(changed.rows, table.tables("rows"), strict=True):
        new = CountingTable(changed.version, changed.dated, (row,))
        for host, column, category in product(row.hosts, Column, (None, *Category)):
            cell = new.cell(row.venue, host, column, category)
            was = held.cell(row.venue, host, column, category)
            if was is Cell.NO and cell is not Cell.NO:
                key = f"by_category.{category}.{column}" if category in row.by_category else column
                form = f"{words.VENUE[row.venue]}（设在{words.HOST[host]}）"
                why = f"计入表写明{form}“{words.CELL[was]}”，学校不能改为“{words.CELL[cell]}”"
                raise said.error(key, cell, why)


def written(values: Mapping[str, object], path: str = "") -> str:
    """Values as a text in the form of the files; those that are empty are left out."""
    lines = [f"{key} = {_written(value)}" for key, value in values.items() if _plain(value)]
    for key, value in values.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{path}{key}]", written(value, f"{path}{key}.").rstrip()]
        elif isinstance(value, list) and not _plain(value):
            for item in value:
                lines += ["", f"[[{path}{key}]]", written(item, f"{path}{key}.").rstrip()]
    return "\n".join(lines) + "\n"


def _plain(value: object) -> bool:
    """Whether a value stands on a line of its own."""
    if isinstance(value, list):
        return not any(isinstance(item, Mapping) for item in value)
    return value is not None and value != "" and not isinstance(value, Mapping)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
