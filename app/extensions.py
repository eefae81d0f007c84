"""Flask extensions, and how a database transaction starts.

SQLite gets WAL, foreign keys and a busy timeout; a request that may write takes the
write lock with its first statement (``BEGIN IMMEDIATE``), so that nothing read before
a write can be stale. PostgreSQL relies on row versions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, String, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import JSON

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class DateSet(TypeDecorator[frozenset[date]]):
    """A set of days, kept as one text ``2026-07-06 2026-07-07`` in order."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: frozenset[date] | None, dialect: Dialect) -> str:
        del dialect
        return " ".join(day.isoformat() for day in sorted(value or ()))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[date]:
        del dialect
        return frozenset(date.fromisoformat(text) for text in (value or "").split())


class Base(DeclarativeBase):
    """Root of all tables."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime(), frozenset[date]: DateSet(), dict[str, Any]: JSON()},
    )
    metadata = registry.metadata


db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True, compare_type=True)
login_manager = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False, in_memory_fallback_enabled=True)

LONGEST_WAIT = 60
"""Seconds a request waits for a connection, and a writer for its turn in SQLite: fifty people who press a
button at once take turns, and a late answer is better than lost words."""

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def write_transaction() -> Iterator[None]:
    """Let transactions begun inside take SQLite's write lock at once, the first one now."""
    token = _writing.set(True)
    try:
        db.session.connection()
        yield
    finally:
        _writing.reset(token)


def begin_write() -> None:
    """Mark this context as writing and take the lock; for a request, which ends it by itself."""
    _writing.set(True)
    db.session.connection()


def end_write() -> None:
    """Back to reading, at the end of a request."""
    _writing.set(False)


def holds_the_lock() -> bool:
    """Whether what is read now takes SQLite's write lock."""
    return _writing.get()


def give_up() -> None:
    """Take back what this context has written; from here on it only reads, and holds nobody up."""
    db.session.rollback()
    end_write()


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine our transactions; other engines keep theirs."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        connection.isolation_level = None  # the driver starts no transaction of its own
        cursor = connection.cursor()
        waiting = f"busy_timeout={LONGEST_WAIT * 1000}"
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", waiting, "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:  # noqa: ANN401 - the driver's connection
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def enum_of(kind: type[StrEnum], name: str) -> Enum:
    """A column of an enum's values as text, with a named CHECK on every database."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
