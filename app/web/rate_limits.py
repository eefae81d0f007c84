"""Counters of the rate limits in one small file, so that all processes of a server count together.

The library's own counters live in one process (four processes would allow four times as much) or
on a further server, which a school has not. Where the file cannot be used (a full disk), the
library goes on with those of the process: a limit must not hide what it guards.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from limits.storage import Storage

TABLE = """CREATE TABLE IF NOT EXISTS counter (
    name TEXT PRIMARY KEY, count INTEGER NOT NULL, ends REAL NOT NULL
) WITHOUT ROWID"""
COUNT = """INSERT INTO counter VALUES (:name, :amount, :now + :seconds) ON CONFLICT (name) DO UPDATE SET
    count = CASE WHEN ends <= :now THEN :amount ELSE count + :amount END,
    ends = CASE WHEN ends <= :now THEN :now + :seconds ELSE ends END
    RETURNING count"""
FORGET = "DELETE FROM counter WHERE ends <= ?"
FORGET_SECONDS = 60
"""How often each process forgets what is over: names and addresses are not kept longer than needed."""


def kept_in(folder: Path) -> str:
    """The address of the counters of a server whose files lie in the folder."""
    return f"file:{folder / 'limits.db'}"


class FileStorage(Storage):
    """Counters in a SQLite file, ``file:/path/of/limits.db``, made when something is first counted."""

    STORAGE_SCHEME = ["file"]  # noqa: RUF012 - as the library declares it
    base_exceptions = sqlite3.Error

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: str) -> None:  # noqa: FBT001, FBT002
        super().__init__(uri, wrap_exceptions, **options)
        self.file = Path(uri.removeprefix("file:"))
        self._forgot_at: float | None = None

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and say the sum of the running period, which lasts ``expiry`` seconds."""
        values = {"name": key, "amount": amount, "seconds": expiry, "now": time.time()}
        with closing(self._open()) as connection:
            return int(connection.execute(COUNT, values).fetchone()[0])

    def get(self, key: str) -> int:
        """The sum of the running period; 0 where none runs."""
        found = self._row(key)
        return found[0] if found else 0

    def get_expiry(self, key: str) -> float:
        """The moment at which the running period ends, in seconds since 1970."""
        found = self._row(key)
        return found[1] if found else time.time()

    def check(self) -> bool:
        """Whether the file can be used again; a damaged one is begun anew."""
        try:
            self._forgot_at = None
            self._open().close()
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int:
        """Forget everything; the number of counters forgotten."""
        with closing(self._open()) as connection:
            return connection.execute("DELETE FROM counter").rowcount

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with closing(self._open()) as connection:
            connection.execute("DELETE FROM counter WHERE name = ?", (key,))

    def _row(self, key: str) -> tuple[int, float] | None:
        with closing(self._open()) as connection:
            asked = "SELECT count, ends FROM counter WHERE name = ? AND ends > ?"
            found: tuple[int, float] | None = connection.execute(asked, (key, time.time())).fetchone()
        return found

    def _open(self) -> sqlite3.Connection:
        """A connection of the caller's own: requests run in threads, and opening costs little."""
        now = time.time()
        if self._forgot_at is None or now - self._forgot_at >= FORGET_SECONDS:
            self._prepare(now)
            self._forgot_at = now
        return self._connect()

    def _prepare(self, now: float) -> None:
        try:
            self._forget(now)
        except sqlite3.OperationalError:
            raise  # full, locked, not to be written: no reason to throw away what stands there
        except sqlite3.DatabaseError:
            for damaged in self.file.parent.glob(f"{self.file.name}*"):
                damaged.unlink(missing_ok=True)
            self._forget(now)

    def _forget(self, now: float) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.touch(mode=0o600)  # it holds addresses, and what somebody typed for a name
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(TABLE)
            connection.execute(FORGET, (now,))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=5, isolation_level=None)
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection
