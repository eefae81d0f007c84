"""Rows whose facts stay: what is decided changes only by the steps that are named, and is never deleted."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, event, inspect, select
from sqlalchemy.orm import Mapper

Values = Mapping[str, Any]
Steps = Callable[[Values, Values], frozenset[str]]
"""Given a row as it is stored and as it shall be, the columns that a step from there may change."""


class FrozenForeverError(Exception):
    """Somebody tried to change or delete what is decided, or frozen."""


def keep_facts(table: type[Any], steps: Steps) -> None:
    """Refuse every change of the table's rows but the named steps; the database is asked what is stored."""

    def before_update(mapper: Mapper[Any], connection: Connection, target: object) -> None:
        state = inspect(target, raiseerr=True)
        held: Values = state.dict
        columns = [attribute.columns[0].label(attribute.key) for attribute in mapper.column_attrs]
        key = mapper.primary_key_from_instance(target)
        same = (column == value for column, value in zip(mapper.primary_key, key, strict=True))
        stored = dict(connection.execute(select(*columns).where(*same)).mappings().one())
        read = "version" in stored and not state.attrs["version"].history.has_changes()
        if read and held.get("version", stored["version"]) != stored["version"]:
            return  # somebody was faster: the update itself finds no such version and stops
        changed = {name for name in held.keys() & stored.keys() if held[name] != stored[name]}
        if refused := changed - steps(stored, held):
            raise FrozenForeverError(f"{table.__name__} {key}: {', '.join(sorted(refused))}")

    event.listen(table, "before_update", before_update)
    event.listen(table, "before_delete", _refuse)


def nothing(_stored: Values, _held: Values) -> frozenset[str]:
    """What was written stays as it was written."""
    return frozenset()


def _refuse(_mapper: Mapper[Any], _connection: Connection, target: object) -> None:
    raise FrozenForeverError(f"{type(target).__name__} cannot be deleted")
