"""Facts copied at the moment a document is shown to someone: plain JSON values, read back strictly."""

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")


class FrozenError(ValueError):
    """Stored facts that are not exactly the facts they should be; the message names the place."""


def freeze(facts: object) -> dict[str, Any]:
    """A frozen dataclass as plain JSON values."""
    plain: dict[str, Any] = _plain(facts)
    return plain


def thaw(kind: type[T], stored: dict[str, Any]) -> T:
    """The facts that were frozen; a key may be lacking only where the field has a default.

    Raises:
        FrozenError: on unknown or lacking keys and on values of another type.
    """
    return typing.cast("T", _read(kind, stored, kind.__name__))


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any field's value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: Any, value: Any, where: str) -> Any:  # noqa: ANN401 -- any field's type
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return None if value is None else _read(typing.get_args(kind)[0], value, where)
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return tuple(_read(item, part, where) for part in _expect(list, value, where))
    if is_dataclass(kind):
        return _read_fields(kind, _expect(dict, value, where), where)
    if kind is date or issubclass(kind, Enum):
        return _read_word(kind, _expect(str, value, where), where)
    return _expect(kind, value, where)


def _read_fields(kind: Any, value: dict[str, Any], where: str) -> Any:  # noqa: ANN401 -- any dataclass
    hints, needed = _shape(kind)
    if unknown := value.keys() - hints.keys():
        raise FrozenError(f"{where}: unknown {', '.join(sorted(unknown))}")
    if lacking := needed - value.keys():
        raise FrozenError(f"{where}: lacks {', '.join(sorted(lacking))}")
    return kind(**{name: _read(hints[name], part, f"{where}.{name}") for name, part in value.items()})


@lru_cache
def _shape(kind: Any) -> tuple[dict[str, Any], frozenset[str]]:  # noqa: ANN401 -- any dataclass
    """The types of its fields, and the names of those without a default."""
    needed = frozenset(field.name for field in fields(kind) if field.default is MISSING)
    return typing.get_type_hints(kind), needed


def _read_word(kind: Any, word: str, where: str) -> Any:  # noqa: ANN401 -- a date or an enum's member
    try:
        return date.fromisoformat(word) if kind is date else kind(word)
    except ValueError as error:
        raise FrozenError(f"{where}: {word!r} is no {kind.__name__}") from error


def _expect(kind: type[T], value: object, where: str) -> T:
    # bool is an int to isinstance, never to a reader of facts.
    if type(value) is not kind:
        raise FrozenError(f"{where}: expected {kind.__name__}, found {type(value).__name__}")
    return value
