"""One leader: the lock of each database, taken twice, freed, and lost."""

import contextlib

from sqlalchemy import text

from app.extensions import db
from app.jobs.leader import leader_lock


@contextlib.contextmanager
def two_locks(app):
    locks = leader_lock(app), leader_lock(app)
    try:
        yield locks
    finally:
        for lock in locks:
            lock.release()


def test_one_of_two_leads_until_it_lets_go(app):
    with two_locks(app) as (first, second):
        assert first.acquire()
        assert first.held()
        assert not second.acquire()
        assert not second.held()
        first.release()
        assert second.acquire()


def test_a_leader_may_lead_again(app):
    with two_locks(app) as (first, second):
        assert first.acquire()
        first.release()
        assert not first.held()
        assert first.acquire()
        assert not second.acquire()


def test_a_leader_whose_connection_was_cut_knows_it_and_another_leads(app):
    """Of PostgreSQL only: a lock on a file of one machine cannot be cut."""
    with two_locks(app) as (first, second):
        assert first.acquire()
        if db.engine.dialect.name == "postgresql":
            holder = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            db.session.execute(text(holder))
            db.session.rollback()
            assert not first.held()
            assert second.acquire()
            first.release()
        else:
            assert first.held()
            assert not second.acquire()
