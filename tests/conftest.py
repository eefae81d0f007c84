"""Two databases, one application each, and a clean start for every test."""

import gc
import os
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from app import create_app
from app.clock import SHANGHAI
from app.extensions import db
from app.web.fonts import FOLDER, FontChain, load_fonts
from app.web.truetype import prepare_fonts
from config import Settings, load_settings
from tests.cast import Cast, make_cast
from tests.postgres import PostgresServer, start_server

FONTS = Path(__file__).parents[1] / "instance" / FOLDER
BACKENDS = ("sqlite", "postgresql")
on_one_database = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""For what no database has a part in: how a file is drawn, which words a page shows."""


def pytest_configure() -> None:
    """With TEST_DAY=2027-01-04 the tests run as if it were that day: none may hold for this year alone."""
    if day := os.environ.get("TEST_DAY"):
        morning = datetime.combine(datetime.fromisoformat(day), time(9, 30), SHANGHAI)
        time_machine.travel(morning, tick=True).start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the tests out, the longest first: no process is left with one while the others are idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    hands = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = [item for hand in reversed(range(hands)) for item in items[hand::hands]]  # larger hands last


def pytest_collection_finish() -> None:
    """What is there now stays to the end: the collector of garbage need not walk through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A throw-away PostgreSQL server."""
    with start_server() as server:
        yield server


def make_settings(instance: Path, database_url: str) -> Settings:
    """Settings of a test application."""
    return load_settings(
        {
            "APP_MODE": "testing",
            "INSTANCE_DIR": str(instance),
            "DATABASE_URL": database_url,
            "ARGON2_FAST": "1",
            "PUBLIC_BASE_URL": "http://127.0.0.1:5000",
        }
    )


@pytest.fixture(scope="session")
def fonts() -> FontChain:
    """The faces papers are printed in; converted once for a working copy, not for each run."""
    prepare_fonts(FONTS)
    return load_fonts(FONTS)


@pytest.fixture(scope="session")
def application_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Flask]]:
    """One migrated application for each database; tests share it and clean up after themselves."""
    made: dict[str, Flask] = {}

    def get(backend: str) -> Flask:
        if backend not in made:
            made[backend] = migrated(request, backend, tmp_path_factory.mktemp(f"instance-{backend}"))
        return made[backend]

    yield get
    for application in made.values():
        with application.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once in a run, not by every process for every application."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    (folder / "templates").mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder / "templates"))


def migrated(request: pytest.FixtureRequest, backend: str, instance: Path) -> Flask:
    """An application with an empty, migrated database."""
    (instance / FOLDER).symlink_to(FONTS)
    if backend == "sqlite":
        url = f"sqlite:///{instance / 'test.db'}"
    else:
        url = request.getfixturevalue("postgres").create_database("suite")
    application = create_app(make_settings(instance, url))
    with application.app_context():
        upgrade()
    application.test_client_class = Browser
    application.jinja_env.bytecode_cache = request.getfixturevalue("compiled_templates")
    return application


def empty_all_tables() -> None:
    """Remove every row; the schema stays. Deleting few rows is faster than truncating many tables, and faster
    still where no foreign key is looked after: everything goes.
    """
    db.session.remove()
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("; ".join(f"DELETE FROM {name}" for name in tables))
            return
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for name in tables:
            connection.exec_driver_sql(f"DELETE FROM {name}")


class Browser(FlaskClient):
    """A client whose requests run as in a server: with a context and a database session of their own.

    The test's session is committed before, so that a request sees what the test has built,
    and afterwards the test sees what the request has written.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(params=BACKENDS)
def app(request: pytest.FixtureRequest, application_on: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application with an application context and empty tables; on both databases."""
    application = application_on(request.param)
    with application.app_context():
        yield application
        empty_all_tables()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody of the story, in the database."""
    return make_cast()
