"""How long what-if answers take: one teacher's, and that of a school of 2,000 teachers of 10 records."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from app import create_app
from app.accounts.models import Account, Person
from app.domain.facts import Category, RecordStatus
from app.domain.roles import Role
from app.extensions import db, write_transaction
from app.practice.models import PracticeRecord
from app.schools.models import School
from app.standing.queries import _evaluation
from app.teachers.models import Teacher, TeacherCategory
from app.venues.models import Site
from tests.bench.standing import milliseconds, school_of_300
from tests.builders import (
    AT,
    _marks,
    give_default_decisions,
    make_account,
    make_department,
    make_person,
    make_school,
    make_site,
    sign_in,
)
from tests.conftest import make_settings

TEACHERS, RECORDS = 2000, 10
ROUNDS = 15
AS_OF = date(2026, 11, 23)


@contextmanager
def school_of_2000() -> Iterator[Flask]:
    """A large school on SQLite, written as plain rows; its HR account is ``hr``."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/bench.db"))
        with app.app_context():
            db.create_all()
            with write_transaction():
                _fill(Random(7))
                db.session.commit()
            yield app
            db.session.remove()
            db.engine.dispose()


def _fill(random: Random) -> None:
    school = make_school()
    give_default_decisions(school)
    departments = [make_department(school, f"示例{n}系").id for n in range(20)]
    sites = [make_site(school, f"示例企业{n}") for n in range(40)]
    hr = make_account(make_person(school, "示例人事"), Role.HR, username="hr")
    people = range(1000, 1000 + TEACHERS)
    _write(Person, ({"id": n, "name": f"示例教师{n}", "email": f"t{n}@example.edu"} for n in people), school)
    _write(
        Teacher,
        (
            {
                "id": n, "person_id": n, "department_id": departments[n % 20], "staff_number": str(n),
                "hired_on": date(2015, 9, 1),
            }
            for n in people
        ),
        school,
    )  # fmt: skip
    held = [
        {"teacher_id": n, "category": Category.SPECIALIZED, "first_day": date(2015, 9, 1)} for n in people
    ]
    db.session.execute(insert(TeacherCategory), held)
    _write(
        PracticeRecord,
        (_record(random, n, random.choice(sites), hr) for n in people for _ in range(RECORDS)),
        school,
    )


def _write(table: type, rows: Iterator[dict], school: School) -> None:
    """As one statement; every row of the school, written at the usual moment."""
    db.session.execute(insert(table), [{"school_id": school.id, "created_at": AT, **row} for row in rows])


def _record(random: Random, teacher_id: int, site: Site, hr: Account) -> dict:
    first = date(2021, 6, 1) + timedelta(days=random.randrange(1900))
    status = random.choice([RecordStatus.APPROVED] * 8 + [RecordStatus.SUBMITTED, RecordStatus.DRAFT])
    return {
        "teacher_id": teacher_id, "site_id": site.id, "host": site.host, "kind": "practice",
        "venue": "enterprise_post", "pattern": "workdays", "weekdays": "", "half_hours": 16,
        "first_day": first, "last_day": first + timedelta(days=random.randrange(5, 40)),
        "absent": frozenset(), "attended_rest_days": frozenset(), "post": "", "tasks": "示例",
        "status": status, "entered_by_id": hr.id, "updated_at": AT, **_marks(status, hr),
    }  # fmt: skip


def _median(ask: Callable[[int], str], expected: str) -> float:
    times = []
    for n in range(ROUNDS):
        start = perf_counter()
        said = ask(n)
        times.append(perf_counter() - start)
        assert expected in said
    return milliseconds(times)


def bench_what_if() -> float:
    """Median ms of server time for a teacher's answer while typing: three periods, other ones each time."""
    with school_of_300() as app:
        teacher = db.session.get_one(Teacher, 1)
        account = make_account(teacher.person, Role.TEACHER, username="teacher")
        db.session.commit()
        client = sign_in(app, account)

        def ask(n: int) -> str:
            asked = {f"p{row}-first_day": f"2026-0{row}-{n + 1:02}" for row in (1, 2, 3)}
            asked |= {f"p{row}-last_day": f"2026-0{row + 6}-20" for row in (1, 2, 3)}
            return client.get("/standing/1/what-if/answer", query_string=asked | {"waiting": 1}).text

        return _median(ask, "第 3 段")


def bench_school_what_if() -> float:
    """Seconds of server time for what another gate and profile would change for 2,000 teachers, with HTML."""
    with school_of_2000() as app:
        client = sign_in(app, db.session.query(Account).filter_by(username="hr").one())
        return max(_answered(client, profile) for profile in ("WD22", "WD2175"))


def _answered(client: FlaskClient, profile: str) -> float:
    _evaluation.cache_clear()  # as on the first look of a day
    query = {"gate": "LN-2021-5Y10M", "profile": profile, "as_of": AS_OF.isoformat(), "part": "1"}
    start = perf_counter()
    answer = client.get("/school/what-if/answer", query_string=query)
    took = perf_counter() - start
    assert "全校 2,000 位教师" in answer.text
    return took


if __name__ == "__main__":
    print(f"what-if answer: {bench_what_if():.1f} ms")
    print(f"impact preview of 2,000 teachers: {bench_school_what_if():.2f} s")
