"""Somebody else acts while a request is under way."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.extensions import db, write_transaction

PATIENCE = 20


@contextmanager
def meanwhile(
    app: Flask, request: Callable[[], TestResponse], *, waiting: Callable[[], object] = lambda: None
) -> Iterator[list[TestResponse]]:
    """What the block changes is written first and committed while the request waits for it.

    The block reads by ids with a session of its own. On PostgreSQL the request has read what was there
    before, and waits at a lock of the block's; on SQLite it waits with its first statement; ``waiting``
    is done then. Its answer is in the list after the block.
    """
    answers: list[TestResponse] = []
    db.session.commit()
    thread = threading.Thread(target=Context().run, args=(lambda: answers.append(request()),))
    with app.app_context(), write_transaction():
        yield answers
        db.session.flush()
        thread.start()
        _wait_until_it_waits(thread)
        waiting()
        db.session.commit()
    thread.join(PATIENCE)
    assert answers, "the request did not come back"
    db.session.expire_all()


def _wait_until_it_waits(thread: threading.Thread) -> None:
    if db.engine.dialect.name == "sqlite":
        time.sleep(0.3)
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and thread.is_alive():
        with db.engine.connect() as another:
            if another.scalar(waiting):
                return
        time.sleep(0.05)
