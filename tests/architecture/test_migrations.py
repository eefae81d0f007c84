"""The migrations and the models say the same, on both databases."""

from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import Engine, inspect, text

from app import create_app
from app.extensions import db
from tests.conftest import BACKENDS, make_settings


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
