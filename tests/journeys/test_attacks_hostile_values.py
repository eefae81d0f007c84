"""Whatever is sent, the answer is one of ours and never "something failed"."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.numbers import LARGEST
from tests.builders import sign_in, token
from tests.conftest import on_one_database
from tests.journeys.hostile import (
    ARGUMENTS,
    HUGE,
    ONE_DATABASE,
    VALUES,
    send_everywhere,
    send_files_everywhere,
)
from tests.journeys.matrix import MATRIX
from tests.world import World, make_world

EVERYWHERE = [
    pytest.param(backend, name, id=f"{backend}-{name}")
    for backend in ("sqlite", "postgresql")
    for name in sorted(VALUES)
    if backend == "sqlite" or name not in ONE_DATABASE
]
"""Every value on SQLite, and on PostgreSQL those that its columns could stumble over."""
GETS = sorted(route.split(" ")[1] for route in MATRIX if route.startswith("GET "))
POSTS = sorted(route.split(" ")[1] for route in MATRIX if route.startswith("POST ") and "/sign-" not in route)
WITH_NUMBERS = sorted(route for route in MATRIX if "<int:" in route)


@pytest.fixture
def world(app: Flask, menu_without_numbers: None) -> Iterator[World]:
    """One of everything, in an application that answers errors as a server does."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield make_world(app)
    app.config["PROPAGATE_EXCEPTIONS"] = None


@contextmanager
def browsers(app: Flask, world: World) -> Iterator[list[FlaskClient]]:
    """The owner of the records, and the office."""
    yield [sign_in(app, world.cast.teacher), sign_in(app, world.cast.hr)]


def browser_for(route: str, owner: FlaskClient, office: FlaskClient) -> FlaskClient:
    """Whoever gets furthest with a route."""
    owned = route.startswith(("/records", "/evidence")) and "review" not in route
    return owner if owned else office


@pytest.mark.parametrize(("app", "name"), EVERYWHERE, indirect=["app"])
def test_no_value_in_all_fields_breaks_a_form(app, world, name):
    value = VALUES[name]
    with browsers(app, world) as people:
        broken = [
            route
            for route in POSTS
            if send_everywhere(browser_for(route, *people), world.path(route), value) >= 500
        ]
        assert not broken
    assert send_everywhere(app.test_client(), "/sign-in", value) < 500


@on_one_database
def test_a_file_in_place_of_a_text_breaks_no_form(app, world):
    with browsers(app, world) as people:
        answers = {send_files_everywhere(browser_for(route, *people), world.path(route)) for route in POSTS}
    assert answers == {400}


@pytest.mark.parametrize(("app", "name"), EVERYWHERE, indirect=["app"])
def test_no_value_in_all_arguments_breaks_a_page(app, world, name):
    with browsers(app, world) as people:
        broken = []
        for route in GETS:
            client = browser_for(route, *people)
            answer = client.get(world.path(route), query_string=dict.fromkeys(ARGUMENTS, VALUES[name]))
            answer.close()
            if answer.status_code >= 500:
                broken.append(route)
    assert not broken


@pytest.mark.parametrize("argument", ["page", "before", "record", "department", "teacher_id", "waiting"])
def test_a_huge_number_in_one_argument_breaks_no_list(app, world, argument):
    client = sign_in(app, world.cast.hr)
    lists = (
        "/people",
        "/sites",
        "/mail",
        "/reviews",
        "/reminders",
        "/school/standing",
        "/school/rulings",
        "/school/by-when",
        "/recommendations/new",
    )
    broken = [
        (path, number)
        for path in lists
        for number in (HUGE, str(LARGEST))
        if client.get(path, query_string={argument: number}).status_code >= 500
    ]
    assert not broken


@pytest.mark.parametrize(
    ("app", "number"),
    [
        ("sqlite", HUGE), ("postgresql", HUGE), ("postgresql", "2147483648"),
        pytest.param("sqlite", "9" * 5000, id="sqlite-five thousand digits"), ("sqlite", "0"),
    ],
    indirect=["app"],
)  # fmt: skip
def test_a_number_that_no_row_can_have_is_not_found(app, world, number):
    answers = {}
    with browsers(app, world) as people:
        for route in WITH_NUMBERS:
            method, rule = route.split(" ", 1)
            client = browser_for(rule, *people)
            path = re.sub(r"<\w+>", "x", re.sub(r"<int:\w+>", number, rule))
            data = {"csrf_token": token(client)} if method == "POST" else None
            answers[route] = client.open(path, method=method, data=data).status_code
    # 405: Werkzeug's word where GET and POST of one path are two views; no view has run.
    assert {route: status for route, status in answers.items() if status not in {404, 405}} == {}


@pytest.mark.parametrize(
    "path",
    ["/static/%00", "/v/%00", "/standing/1/%00/2026-01-01", "/school/decisions/%00", "/school/rulings/%00"],
)
def test_a_nul_in_a_path_is_turned_away(app, world, path):
    assert sign_in(app, world.cast.hr).get(path).status_code in {400, 404}
