"""How long a reviewer waits, on SQLite with 500 records of 250 teachers that wait for HR."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.extensions import db, write_transaction
from app.practice.models import PracticeRecord
from app.schools.models import School
from app.teachers.models import Teacher
from app.venues.models import Site
from tests.bench.standing import milliseconds, school_of_300
from tests.builders import make_account, make_evidence, make_person, make_record, sign_in, token
from tests.conftest import Browser

WAITING, TOGETHER = 500, 50
ROUNDS = 15


@contextmanager
def long_queue() -> Iterator[tuple[Flask, FlaskClient, list[int]]]:
    """The school of the other figures with 500 records that wait for a second person of HR; their ids."""
    with school_of_300() as app:
        app.test_client_class = Browser  # each request with a session of its own, as in a server
        with write_transaction():
            ids = _fill(Random(7))
            db.session.commit()
        client = sign_in(app, db.session.query(Account).filter_by(username="hr2").one())
        yield app, client, ids


def _fill(random: Random) -> list[int]:
    school = db.session.get_one(School, 1)
    by = db.session.query(Account).filter_by(username="hr").one()
    make_account(make_person(school, "示例人事二"), Role.HR, username="hr2")
    sites = db.session.query(Site).all()
    db.session.query(PracticeRecord).filter_by(status=RecordStatus.SUBMITTED).delete()
    ids = []
    for n in range(WAITING):
        teacher = db.session.get_one(Teacher, 1 + n % 250)
        first = date(2026, 3, 2) + timedelta(days=random.randrange(120))
        last = first + timedelta(days=random.randrange(5, 30))
        record = make_record(
            teacher, random.choice(sites), first, last, status=RecordStatus.ENDORSED, by=by, half_hours=2
        )
        make_evidence(record, by=by)
        ids.append(record.id)
    return ids


def _median(ask: Callable[[int], TestResponse], expected: str) -> float:
    times = []
    for n in range(ROUNDS):
        start = perf_counter()
        answer = ask(n)
        times.append(perf_counter() - start)
        assert expected in answer.text
    return milliseconds(times)


def bench_desk() -> float:
    """Median ms of server time for the desk, another record of the 500 each time."""
    with long_queue() as (_, client, ids):
        return _median(lambda n: client.get(f"/reviews?record={ids[30 * n]}"), "共 500 份")


def bench_list() -> float:
    """Median ms of server time for a page of 50 of the 500."""
    with long_queue() as (_, client, _ids):
        return _median(lambda n: client.get(f"/reviews?page={1 + n % 10}"), "共 500 份")


def bench_narrowed_list() -> float:
    """The same with the flags of all 500 looked at."""
    with long_queue() as (_, client, _ids):
        return _median(lambda n: client.get(f"/reviews?flags=none&page={1 + n % 2}"), "符合条件的有")


def _picks(ids: list[int]) -> list[str]:
    records = db.session.query(PracticeRecord).filter(PracticeRecord.id.in_(ids)).all()
    return [f"{record.id}-{record.version}" for record in records]


def bench_summary() -> float:
    """Median ms of server time for the summary of 50 to be approved, other ones each time."""
    with long_queue() as (_, client, ids):
        asked = [_picks(ids[n * 30 : n * 30 + TOGETHER]) for n in range(ROUNDS)]
        return _median(
            lambda n: client.get("/reviews/together", query_string={"action": "approve", "r": asked[n]}),
            "将通过的",
        )


def bench_passing() -> float:
    """Median ms of server time for approving what may pass of 50, with their events and mails."""
    with long_queue() as (_, client, ids):
        csrf = token(client, "/reviews")
        times = []
        for n in range(WAITING // TOGETHER):
            data = {
                "action": "approve",
                "csrf_token": csrf,
                "r": _picks(ids[n * TOGETHER : (n + 1) * TOGETHER]),
            }
            start = perf_counter()
            assert client.post("/reviews/together", data=data).status_code == 302
            times.append(perf_counter() - start)
        return 1000 * median(times)
