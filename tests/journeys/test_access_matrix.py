"""Every route × everybody, on both databases, generated from the URL map."""

import tempfile
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.extensions import db
from tests.builders import sign_in, token
from tests.conftest import make_settings
from tests.journeys.matrix import COLUMNS, MATRIX
from tests.world import World, make_world


def routes() -> list[str]:
    """``METHOD rule`` of every route of the application."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(make_settings(Path(folder), f"sqlite:///{folder}/x.db"))
        with app.app_context():
            db.engine.dispose()
        return sorted(
            f"{method} {rule.rule}"
            for rule in app.url_map.iter_rules()
            for method in rule.methods - {"HEAD", "OPTIONS"}
        )


ROUTES = routes()


def test_every_route_has_a_row_and_every_row_a_route():
    assert sorted(MATRIX) == ROUTES


def what_happens(app: Flask, world: World, route: str, who: str) -> str:
    """One letter, as in the matrix."""
    method, rule = route.split(" ", 1)
    account = None if who == "anonymous" else getattr(world.cast, who)
    client = app.test_client() if account is None else sign_in(app, account)
    path = world.path(rule)
    answer = client.open(
        path, method=method, data={"csrf_token": token(client)} if method == "POST" else None
    )
    answer.close()
    if answer.status_code == 302 and answer.location.startswith("/sign-in?"):
        return "S"
    if answer.status_code in {403, 404}:
        return str(answer.status_code)[2]
    assert answer.status_code < 500, answer.get_data(as_text=True)
    assert answer.status_code != 405
    return "2"


def stories() -> dict[str, list[str]]:
    """Routes that one world serves: what is only read by the part of the site, what is changed alone."""
    found: dict[str, list[str]] = {}
    for route in sorted(MATRIX):
        story = "/".join(route.split("/")[:2]) if route.startswith("GET ") else route
        found.setdefault(story, []).append(route)
    return found


STORIES = stories()


@pytest.mark.parametrize("story", STORIES)
def test_everybody_gets_what_the_matrix_says(app, menu_without_numbers, story):
    world = make_world(app)
    wrong = {}
    for route in STORIES[story]:
        found = "".join(what_happens(app, world, route, who) for who in COLUMNS)
        if found != MATRIX[route]:
            wrong[route] = dict(zip(COLUMNS, found, strict=True))
    assert wrong == {}
