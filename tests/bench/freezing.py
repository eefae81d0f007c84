"""How long freezing a year takes for 2,000 teachers of five records each, on SQLite."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from sqlalchemy import insert

from app import clock, create_app
from app.accounts.models import Account, Person
from app.domain.facts import Category, Host, RecordStatus, Venue
from app.domain.roles import Role
from app.extensions import db, write_transaction
from app.practice.models import PatternKind, PracticeRecord, RecordKind
from app.practice.review_marks import Endorsement
from app.schools.models import School
from app.snapshots.operations import freeze_year, what_differs
from app.snapshots.queries import school_year
from app.teachers.models import Teacher, TeacherCategory
from tests.builders import (
    AT,
    give_default_decisions,
    make_account,
    make_department,
    make_person,
    make_school,
    make_site,
)
from tests.conftest import make_settings

TEACHERS, RECORDS = 2000, 5


def fill(random: Random) -> tuple[School, Account]:
    """A school of many teachers, written as plain rows."""
    school = make_school()
    give_default_decisions(school)
    departments = [make_department(school, f"示例{n}系").id for n in range(12)]
    site = make_site(school)
    hr = make_account(make_person(school, "示例人事"), Role.HR, username="hr")
    first = hr.person_id + 1
    ids = range(first, first + TEACHERS)
    hired = date(2012, 9, 1)
    _insert(
        Person,
        [
            {
                "id": n,
                "school_id": school.id,
                "name": f"示例教师{n}",
                "email": f"t{n}@example.edu",
                "created_at": AT,
            }
            for n in ids
        ],
    )
    _insert(
        Teacher,
        [
            {"id": n, "school_id": school.id, "person_id": n, "department_id": departments[n % 12],
             "staff_number": f"{n:06d}", "hired_on": hired, "created_at": AT, "version": 1}
            for n in ids
        ],
    )  # fmt: skip
    held = {"category": Category.SPECIALIZED, "first_day": hired}
    _insert(TeacherCategory, [{"teacher_id": n, **held} for n in ids])
    records = (_record(school.id, n, site.id, hr.id, random) for n in ids for _ in range(RECORDS))
    _insert(PracticeRecord, list(records))
    return school, hr


def _insert(table: type, rows: list[dict]) -> None:
    db.session.execute(insert(table), rows)


def _record(school_id: int, teacher_id: int, site_id: int, hr_id: int, random: Random) -> dict:
    begins = date(2021, 1, 4) + timedelta(days=random.randrange(1800))
    return {
        "school_id": school_id, "teacher_id": teacher_id, "site_id": site_id, "host": Host.ENTERPRISE,
        "kind": RecordKind.PRACTICE, "venue": Venue.ENTERPRISE_POST, "pattern": PatternKind.WORKDAYS,
        "half_hours": 16, "first_day": begins, "last_day": begins + timedelta(days=random.randrange(5, 60)),
        "status": RecordStatus.APPROVED, "entered_by_id": hr_id, "created_at": AT, "updated_at": AT,
        "submitted_at": AT, "endorsement": Endorsement.GIVEN, "endorsed_by_id": hr_id, "endorsed_at": AT,
        "decided_by_id": hr_id, "decided_at": AT, "version": 1,
    }  # fmt: skip


def bench_freezing() -> tuple[float, float]:
    """Seconds to freeze last year, and to find what would differ now."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/bench.db"))
        with app.app_context():
            db.create_all()
            with write_transaction():
                school, hr = fill(Random(7))
                db.session.commit()
            year = school_year(school.id, clock.today().year - 1)
            with write_transaction():
                start = perf_counter()
                snapshot = freeze_year(school.id, year, actor=hr, at=clock.now())
                db.session.commit()
                frozen = perf_counter() - start
            assert snapshot.teachers == TEACHERS
            start = perf_counter()
            assert not what_differs(snapshot, clock.now()).comparison.people
            compared = perf_counter() - start
            db.session.remove()
            db.engine.dispose()
    return frozen, compared
