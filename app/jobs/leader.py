"""One leader among schedulers: a lock that its process holds and its death frees."""

import contextlib
import logging
import sqlite3
from pathlib import Path
from typing import Protocol

from flask import Flask
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.extensions import db
from config import Settings

log = logging.getLogger(__name__)

LOCK_NUMBER = 7_202_603
"""Tells our advisory lock from others of the same PostgreSQL database."""


class LeaderLock(Protocol):
    """Held by one scheduler at a time; the death of its process frees it."""

    def acquire(self) -> bool:
        """Whether this process leads now."""

    def held(self) -> bool:
        """Whether it still does."""

    def release(self) -> None:
        """Let another lead."""


class FileLock:
    """For SQLite, so for one machine: an exclusive lock on a file, by SQLite itself on every system."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)

    def acquire(self) -> bool:
        try:
            self._file.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return False
        return True

    def held(self) -> bool:
        return self._file.in_transaction

    def release(self) -> None:
        if self._file.in_transaction:
            self._file.execute("ROLLBACK")


class AdvisoryLock:
    """For PostgreSQL, so for many machines: a lock of a session that stays open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            free = connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": LOCK_NUMBER})
        except OperationalError:  # the database is away; the next try may find it
            log.exception("无法连接数据库")
            return False
        if not free:
            connection.close()
            return False
        self._connection = connection
        return True

    def held(self) -> bool:
        try:
            return self._connection is not None and self._connection.scalar(text("SELECT 1")) == 1
        except SQLAlchemyError:
            return False

    def release(self) -> None:
        if self._connection is None:
            return
        with contextlib.suppress(SQLAlchemyError):  # a cut connection has lost its lock already
            self._connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": LOCK_NUMBER})
        self._connection.invalidate()  # really closed, never pooled with a lock
        self._connection.close()
        self._connection = None


def leader_lock(app: Flask) -> LeaderLock:
    """The lock that fits the database."""
    settings: Settings = app.config["SETTINGS"]
    if db.engine.dialect.name == "sqlite":
        return FileLock(settings.instance_dir / "scheduler.lock")
    return AdvisoryLock(db.engine)
