"""Facts copied at the moment a document is shown to someone: plain JSON values, read back strictly."""

import types
import typing
from collections.abc import Callable
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
    read = _reader(typing.cast("Any", kind))
    return typing.cast("T", read(stored, kind.__name__))


_AS_IT_IS = frozenset({str, int, bool, float, type(None)})


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any field's value
    kind: Any = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is tuple:
        return [_plain(item) for item in value]
    if names := _names(kind):
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@lru_cache
def _names(kind: type) -> tuple[str, ...]:
    """A dataclass's fields; none of anything else."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


Reader = Callable[[Any, str], Any]
"""Reads a stored value; the second argument is the place, for a message."""


@lru_cache
def _reader(kind: Any) -> Reader:  # noqa: ANN401 -- any field's type
    """How values of a type are read: found out once, since a school's year has thousands of each."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        some = _reader(typing.get_args(kind)[0])
        return lambda value, where: None if value is None else some(value, where)
    if typing.get_origin(kind) is tuple:
        item = _reader(typing.get_args(kind)[0])
        return lambda value, where: tuple([item(part, where) for part in _expect(list, value, where)])
    if is_dataclass(kind):
        return _reader_of_fields(kind)
    if kind is date or issubclass(kind, Enum):
        return lambda value, where: _read_word(kind, _expect(str, value, where), where)
    return lambda value, where: _expect(kind, value, where)


def _reader_of_fields(kind: Any) -> Reader:  # noqa: ANN401 -- any dataclass
    readers = {name: _reader(hint) for name, hint in typing.get_type_hints(kind).items()}
    needed = {field.name for field in fields(kind) if field.default is MISSING}

    def read(value: Any, where: str) -> Any:  # noqa: ANN401 -- any dataclass
        stored = _expect(dict, value, where)
        if unknown := stored.keys() - readers.keys():
            raise FrozenError(f"{where}: unknown {', '.join(sorted(unknown))}")
        if lacking := needed - stored.keys():
            raise FrozenError(f"{where}: lacks {', '.join(sorted(lacking))}")
        return kind(**{name: readers[name](part, f"{where}.{name}") for name, part in stored.items()})

    return read


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
