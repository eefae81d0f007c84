"""Reading TOML without guessing: every key is known, every value has its type, or the file is refused."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)
PART_OF_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
NO_PART_OF_DATE = "应写作 2022、2022-07 或 2022-07-14"
_MISSING = object()
_DEEPEST = 16
_LARGEST = 2**63
"""TOML promises whole numbers of 64 bits; more digits than Python writes out are nobody's version."""


class StrictError(ValueError):
    """A text that cannot be read as it should be; names the file, the key and the value."""

    def __init__(self, message: str, key: str = "", why: str = "") -> None:
        super().__init__(message)
        self.key = key
        """Where in the text, e.g. ``citation.title``; empty where it is no one key's fault."""
        self.why = why or message
        """What is wrong, without key and value: enough beside a field."""


class Table:
    """One TOML table, read key by key; ``done`` refuses what nobody asked for."""

    def __init__(self, file: str, path: str, values: object) -> None:
        self.file = file
        self.path = path
        if not isinstance(values, Mapping):
            raise self.error("", values, "应为表")
        self._values = values
        self._read: set[str] = set()

    def error(self, key: str, value: object, why: str) -> StrictError:
        """The error for one key of this table."""
        where = ".".join(part for part in (self.path, key) if part)
        shown = "" if value is _MISSING else f" = {_shown(value)}"
        message = f"{self.file}：{where}{shown}：{why}" if where else f"{self.file}：{why}"
        return StrictError(message, where, why)

    def done(self) -> None:
        """Refuse keys that were not read."""
        for key in self._values:
            if key not in self._read:
                raise self.error(key, self._values[key], "没有这个键")

    def refuse_unseen(self) -> None:
        """Refuse signs that nobody sees or that turn round what follows: words must read as what they are."""
        for key, value in self._values.items():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Mapping):
                    Table(self.file, self._below(key), item).refuse_unseen()
                elif isinstance(item, str) and any(map(_unseen, item)):
                    raise self.error(key, _MISSING, "含有看不见的字符，请删去")

    def has(self, key: str) -> bool:
        return key in self._values

    def _get(self, key: str) -> object:
        self._read.add(key)
        if key not in self._values:
            raise self.error(key, _MISSING, "缺少这个键")
        return self._values[key]

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, value, "应为非空文字")
        return value

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def part_of_date(self, key: str) -> str | None:
        """A day, a month or a year written as text, or None."""
        value = self.text_or_none(key)
        if value is not None and not PART_OF_DATE.fullmatch(value):
            raise self.error(key, value, NO_PART_OF_DATE)
        return value

    def day(self, key: str) -> date:
        return self._as_day(key, self._get(key))

    def day_or_none(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def _as_day(self, key: str, value: object) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, value, "应为日期，例如 2026-07-06")
        return value

    def days(self, key: str) -> frozenset[date]:
        """A list of days; none where the key is left out."""
        return (
            frozenset(self._as_day(key, value) for value in self._list(key)) if self.has(key) else frozenset()
        )

    def whole(self, key: str) -> int:
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(key, value, "应为整数")
        return value

    def whole_or_none(self, key: str) -> int | None:
        return self.whole(key) if self.has(key) else None

    def number(self, key: str) -> float:
        """A whole or decimal number."""
        value = self._get(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.error(key, value, "应为数字")
        return value

    def flag(self, key: str) -> bool:
        value = self._get(key)
        if not isinstance(value, bool):
            raise self.error(key, value, "应为 true 或 false")
        return value

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        if default is not None and not self.has(key):
            return default
        return self._as_choice(key, self._get(key), choices)

    def _as_choice(self, key: str, value: object, choices: type[Choice]) -> Choice:
        known = {str(choice): choice for choice in choices}
        if not isinstance(value, str) or value not in known:
            raise self.error(key, value, f"应为 {'、'.join(known)} 之一")
        return known[value]

    def choices(self, key: str, choices: type[Choice]) -> frozenset[Choice]:
        """A list of at least one choice."""
        values = self._list(key)
        if not values:
            raise self.error(key, values, "不能为空")
        return frozenset(self._as_choice(key, value, choices) for value in values)

    def raw(self, key: str) -> object:
        """A value whose shape the caller looks at."""
        return self._get(key)

    def _list(self, key: str) -> list[object]:
        value = self._get(key)
        if not isinstance(value, list):
            raise self.error(key, value, "应为列表")
        return value

    def table(self, key: str) -> "Table":
        return Table(self.file, self._below(key), self._get(key))

    def table_or_none(self, key: str) -> "Table | None":
        return self.table(key) if self.has(key) else None

    def tables(self, key: str) -> "list[Table]":
        return [Table(self.file, f"{self._below(key)}[{n}]", item) for n, item in enumerate(self._list(key))]

    def tables_or_none(self, key: str) -> "list[Table]":
        return self.tables(key) if self.has(key) else []

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf"} and sign not in "\t\n\r"


def _shown(value: object) -> str:
    """A value as its author would recognise it, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, list):
        text = f"[{'、'.join(map(_shown, value))}]"
    else:
        text = str(value)
    longest = 80
    return text if len(text) <= longest else text[:longest] + "…"


def read_toml(path: Path) -> Table:
    """The whole file as a table.

    Raises:
        StrictError: the file cannot be read, or is not TOML.
    """
    try:
        return parse_toml(path.name, path.read_text("utf-8-sig"))
    except OSError as error:
        raise StrictError(f"{path.name}：无法读取文件（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise StrictError(f"{path.name}：不是有效的 TOML 文件（{error}）") from error


def parse_toml(name: str, text: str) -> Table:
    """A text as a table; ``name`` is what errors call it.

    Raises:
        StrictError: it is not TOML.
    """
    try:
        values = tomllib.loads(text)
    except (
        ValueError,
        RecursionError,
    ) as error:  # tomllib lets a bare ValueError through, e.g. of a huge number
        raise StrictError(f"{name}：不是有效的 TOML 文件（{error}）") from error
    _refuse_boundless(name, values)
    return Table(name, "", values)


def _refuse_boundless(name: str, values: object) -> None:
    """Refuse what neither a reader nor an error message could hold: endless nesting, endless numbers."""
    waiting: list[tuple[str, object, int]] = [("", values, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise StrictError(f"{name}：{path.split('.')[0]} 层次太多，最多 {_DEEPEST} 层")
        if isinstance(value, int) and abs(value) > _LARGEST:
            raise StrictError(f"{name}：{path} 太大，无法读取（有 {value.bit_length() * 3 // 10} 位左右）")
        waiting += [(f"{path}.{key}".lstrip("."), one, depth + 1) for key, one in _inner(value)]


def _inner(value: object) -> Iterable[tuple[object, object]]:
    """What is named or numbered inside a value; nothing in one that holds nothing."""
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value, 1) if isinstance(value, list) else ()


def refuse_same_day(tables: Iterable[Table], days: Iterable[date], key: str = "from") -> None:
    """Two entries of one dated list cannot begin on the same day."""
    seen: set[date] = set()
    for table, day in zip(tables, days, strict=True):
        if day in seen:
            raise table.error(key, day, "同一天有两条记载")
        seen.add(day)
