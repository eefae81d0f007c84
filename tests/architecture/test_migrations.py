"""The migrations and the models say the same, on both databases."""

import runpy
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, MetaData, inspect, select, text

from app import create_app
from app.domain.facts import RecordStatus
from app.extensions import db
from app.mail.models import MailStatus
from app.practice.models import RecordKind
from app.schools.models import DecisionKind as Kind
from tests.builders import (
    AT,
    give_default_decisions,
    make_certificate,
    make_decision,
    make_evidence,
    make_link,
    make_mail,
    make_plan,
    make_proposal,
    make_record,
    make_ruling,
    make_stand_in,
)
from tests.cast import write_cast
from tests.conftest import BACKENDS, make_settings

VERSIONS = Path(__file__).parents[2] / "migrations/versions"
DAYS_OF_RULINGS = VERSIONS / "20261127_days_of_rulings.py"
CODES_OF_SCHOOLS = VERSIONS / "20261127_codes_of_schools.py"


def describe(engine: Engine) -> dict:
    """Everything a reflection tells of the tables, the checks' own text included."""
    inspector = inspect(engine)
    tables = {}
    for name in sorted(set(inspector.get_table_names()) - {"alembic_version"}):
        tables[name] = {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], str(c["default"]))
                for c in inspector.get_columns(name)
            ),
            "pk": inspector.get_pk_constraint(name),
            "fks": sorted(map(str, inspector.get_foreign_keys(name))),
            "uniques": sorted(map(str, inspector.get_unique_constraints(name))),
            "checks": sorted((c["name"], c["sqltext"]) for c in inspector.get_check_constraints(name)),
            "indexes": sorted(
                (
                    i["name"],
                    tuple(i["column_names"]),
                    i["unique"],
                    [str(v) for v in i["dialect_options"].values()],
                )
                for i in inspector.get_indexes(name)
            ),
        }
    if engine.dialect.name == "sqlite":  # lost where a table is made anew without saying it
        with engine.connect() as connection:
            made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
            for name, sql in made:
                if name in tables:
                    tables[name]["ids used once"] = "AUTOINCREMENT" in sql
    return tables


@pytest.mark.parametrize("backend", BACKENDS)
def test_create_all_and_upgrade_head_give_the_same_schema(backend, tmp_path: Path, request):
    schemas = []
    for way in ("created", "migrated"):
        if backend == "sqlite":
            url = f"sqlite:///{tmp_path / way}.db"
        else:
            url = request.getfixturevalue("postgres").create_database(f"schema_{way}")
        app = create_app(make_settings(tmp_path, url))
        with app.app_context():
            if way == "created":
                db.create_all()
            else:
                upgrade()
            schemas.append(describe(db.engine))
            db.engine.dispose()
    created, migrated = schemas
    assert created.keys() == migrated.keys()
    for table in created:
        assert migrated[table] == created[table], table
    assert all(checks["checks"] for name, checks in created.items() if name in {"practice_record", "mail"})


@pytest.mark.parametrize("backend", BACKENDS)
def test_rows_of_the_first_tables_go_all_the_way_up_and_down_and_up_again(backend, tmp_path: Path, request):
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path / 'rows'}.db"
    else:
        url = request.getfixturevalue("postgres").create_database("rows_carried")
    with create_app(make_settings(tmp_path, url)).app_context():
        upgrade()
        write_rows()
        downgrade(revision="0001")
        old = rows()
        assert all(old[name] for name in ("person", "practice_record", "evidence", "mail", "certificate"))
        for _ in range(2):
            upgrade()
            new = rows()
            assert {name: len(new[name]) for name in old} == {name: len(old[name]) for name in old}
            kinds = {record["id"]: record["kind"] for record in new["practice_record"]}
            stamped = {kinds[held["record_id"]]: bool(held["stamped"]) for held in new["evidence"]}
            assert stamped == {"practice": True, "training": False}
            decided = {row["value"]: row for row in new["school_decision"]}
            assert decided["WD22"]["origin"] == "school_before"
            assert decided["WD22"]["proposed_by_id"]
            assert not decided["WD22"]["decided_by_id"]
            assert {row["status"] for row in decided.values()} == {"confirmed"}
            downgrade(revision="0001")
            assert rows() == old
        db.engine.dispose()


def write_rows() -> None:
    """A school at work, with what the first tables know and what they do not."""
    cast = write_cast()
    make_stand_in(cast.colleague, cast.head, AT.date())
    for status in RecordStatus:
        record = make_record(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.hr)
        make_evidence(record, by=cast.teacher)
    training = make_record(
        cast.teacher_post, cast.site, kind=RecordKind.TRAINING, class_title="示例培训班", by=cast.teacher
    )
    make_evidence(training, by=cast.teacher)
    make_link(record, by=cast.teacher)
    make_plan(cast.teacher_post, cast.site, by=cast.teacher)
    make_decision(cast.school, Kind.PROFILE, "WD22", by=cast.hr, decided_by=cast.hr2)
    give_default_decisions(cast.school)
    make_mail(cast.teacher.person)
    make_mail(cast.teacher.person, status=MailStatus.CANCELLED)
    make_certificate(make_proposal(cast.teacher_post, by=cast.hr, decided_by=cast.hr2))
    db.session.commit()
    db.session.remove()


def rows() -> dict[str, list[dict]]:
    """Every row by table, in order, after a look that none lacks its parent."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        found = MetaData()
        found.reflect(connection)
        return {
            table.name: [
                dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def test_every_constraint_has_a_name():
    for table in db.metadata.sorted_tables:
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


def test_foreign_keys_are_on_in_sqlite(tmp_path: Path):
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'x.db'}"))
    with app.app_context():
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
        assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_ruling_gets_the_days_that_its_year_had_when_it_was_made(backend, tmp_path: Path, request, caplog):
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path / 'days'}.db"
    else:
        url = request.getfixturevalue("postgres").create_database("days_of_rulings")
    with create_app(make_settings(tmp_path, url)).app_context():
        upgrade()
        write_rulings()
        expected = rows()["ruling"]
        downgrade(revision="0009")
        assert [row["year"] for row in rows()["ruling"]] == [2025, 2025, None]
        upgrade()
        assert rows()["ruling"] == expected
        db.engine.dispose()


def test_a_year_whose_days_cannot_be_told_stops_the_migration():
    migration = runpy.run_path(str(DAYS_OF_RULINGS))
    with pytest.raises(RuntimeError, match="ruling X: no days of the year 2025"):
        migration["days_of"](2025, "lunar", "X")


def test_codes_become_capitals_and_whoever_issued_by_one_first_has_it(tmp_path: Path):
    with create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'codes'}.db")).app_context():
        upgrade()
        cast = write_cast()
        earlier = make_certificate(make_proposal(cast.teacher_post, by=cast.hr, decided_by=cast.hr2))
        later = make_certificate(
            make_proposal(cast.other_teacher_post, by=cast.other_hr, decided_by=cast.other_teacher)
        )
        ruling = make_ruling(cast.other_teacher_post, by=cast.other_hr, number="CD02-CD-2026-0001")
        earlier.number, later.number = "AB01-SS-2026-Z-0001", "AB01-SS-2026-Z-0002"
        later.issued_at = AT + timedelta(days=1)
        schools = ruling.school_id, cast.school.id
        db.session.commit()
        db.session.remove()
        downgrade(revision="0012")
        for number, school_id in enumerate(schools):
            change_code(f"ab0{number}", school_id)
        upgrade()
        assert [row["code"] for row in rows()["school"]] == ["AB01", "AB00"]
        printed = {row["code"]: row["school_id"] for row in rows()["printed_code"]}
        assert printed == {"AB01": schools[1], "CD02": schools[0]}
        db.engine.dispose()


def test_two_schools_with_one_code_but_for_capitals_stop_the_migration():
    migration = runpy.run_path(str(CODES_OF_SCHOOLS))
    rows = [SimpleNamespace(id=number, code=code) for number, code in enumerate(("AB01", "ab01", "cd02"))]
    assert migration["in_capitals"](rows[1:]) == {1: "AB01", 2: "CD02"}
    with pytest.raises(RuntimeError, match="give one of them another: AB01"):
        migration["in_capitals"](rows)
    migration["refuse_printed_by_others"](rows[1:], {"AB01": 1, "EF03": 7})
    with pytest.raises(RuntimeError, match="give their schools others: cd02"):
        migration["refuse_printed_by_others"](rows[1:], {"AB01": 1, "CD02": 7})


def change_code(code: str, school_id: int) -> None:
    """As it could be before codes were kept in capitals."""
    with db.engine.begin() as connection:
        connection.execute(
            text("UPDATE school SET code = :code WHERE id = :id"), {"code": code, "id": school_id}
        )


def write_rulings() -> None:
    """One before a school begins to count school years, one after, and one from which no year is named."""
    cast = write_cast()
    give_default_decisions(cast.school)
    changed, later = AT + timedelta(days=2), AT + timedelta(days=3)
    make_decision(
        cast.school, Kind.YEAR_BASIS, "academic", by=cast.hr, decided_by=cast.hr2,
        effective_from=date(2026, 9, 1), decided_at=changed,
    )  # fmt: skip
    make_ruling(cast.teacher_post, by=cast.hr, number="of the calendar year", year=2025)
    first_day, last_day = date(2025, 9, 1), date(2026, 8, 31)
    make_ruling(
        cast.colleague_post, by=cast.hr, number="of the school year", year=None,
        first_day=first_day, last_day=last_day, decided_at=later,
    )  # fmt: skip
    make_ruling(cast.teacher_post, by=cast.hr, number="always", rule="LN-2020-5Y6M", year=None)
    db.session.commit()
    db.session.remove()
