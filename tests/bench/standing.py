"""How long a teacher's page data and a school's table take, on SQLite with 300 teachers of 10 records."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from flask import Flask

from app import create_app
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.extensions import db, write_transaction
from app.standing.page import teacher_page, worksheet
from app.standing.queries import _evaluation, evaluate_teacher
from app.teachers.models import Teacher
from tests.builders import (
    make_account,
    make_department,
    make_person,
    make_record,
    make_school,
    make_site,
    make_teacher,
    sign_in,
)
from tests.conftest import make_settings

TEACHERS, RECORDS = 300, 10
ROUNDS = 15
AS_OF = date(2026, 11, 23)


@contextmanager
def school_of_300(teachers: int = TEACHERS) -> Iterator[Flask]:
    """A school on SQLite; its HR account is ``hr``."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/bench.db"))
        with app.app_context():
            db.create_all()
            with write_transaction():
                _fill(Random(7), teachers)
                db.session.commit()
            yield app
            db.session.remove()
            db.engine.dispose()


def _fill(random: Random, teachers: int) -> None:
    school = make_school()
    departments = [make_department(school, f"示例{n}系") for n in range(6)]
    sites = [make_site(school, f"示例企业{n}") for n in range(8)]
    hr = make_account(make_person(school, "示例人事"), Role.HR, username="hr")
    for n in range(teachers):
        teacher = make_teacher(make_person(school, f"示例教师{n}"), departments[n % 6])
        for _ in range(RECORDS):
            first = date(2021, 6, 1) + timedelta(days=random.randrange(1900))
            last = first + timedelta(days=random.randrange(5, 40))
            status = random.choice([RecordStatus.APPROVED] * 8 + [RecordStatus.SUBMITTED, RecordStatus.DRAFT])
            make_record(teacher, random.choice(sites), first, last, status=status, by=hr)


def milliseconds(times: list[float]) -> float:
    return 1000 * median(times)


def bench_teacher_page() -> float:
    """Median ms from the database to the explained data of a page: verdicts, timeline, both worksheets."""
    with school_of_300():
        times = []
        for teacher_id in range(1, 4 * ROUNDS):
            db.session.remove()
            start = perf_counter()
            found = evaluate_teacher(teacher_id, AS_OF)
            page = teacher_page(found, str)
            for verdict in (page.lines.year, page.lines.five):
                worksheet(found, verdict)
            times.append(perf_counter() - start)
    return milliseconds(times)


def bench_school_table() -> float:
    """Median ms of server time for the school's table, all 300 rows judged anew, HTML included."""
    with school_of_300() as app:
        from app.accounts.models import Account

        client = sign_in(app, db.session.query(Account).filter_by(username="hr").one())
        times = []
        for _ in range(ROUNDS):
            _evaluation.cache_clear()  # as on the first look of a day
            start = perf_counter()
            answer = client.get(f"/school/standing?as_of={AS_OF}")
            times.append(perf_counter() - start)
            assert answer.get_data().count(b"<tr>") >= TEACHERS
    return milliseconds(times)


def bench_slip() -> float:
    """Median ms of server time for the slip of a teacher with ten records, another period each time."""
    with school_of_300() as app:
        teacher = db.session.get_one(Teacher, 1)
        account = make_account(teacher.person, Role.TEACHER, username="teacher")
        db.session.commit()
        client = sign_in(app, account)
        typed = {"site_id": "1", "pattern": "workdays", "half_hours": "8", "last_day": "2026-09-30"}
        times = []
        for day in range(1, 2 * ROUNDS):
            start = perf_counter()
            answer = client.get("/records/preview", query_string=typed | {"first_day": f"2026-07-{day:02}"})
            times.append(perf_counter() - start)
            assert "保存并通过后" in answer.text
    return milliseconds(times)
