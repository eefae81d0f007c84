"""Attacks on the way in: guessing, shutting out, leading away, one-time passwords, cookies."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.accounts.models import Account
from app.accounts.views import safe_next
from app.audit.models import AuditEvent
from app.extensions import db, limiter
from app.web.rate_limits import FileStorage
from config import load_settings
from tests.builders import PASSWORD, token
from tests.builders import sign_in_by_page as sign_in
from tests.cast import make_cast
from tests.conftest import Browser
from tests.journeys.matrix import MATRIX
from tests.world import make_world

FREE = {"/password", "/sign-out", "/static/<path:filename>"}


@pytest.fixture
def guarded(tmp_path: Path):
    """An application of its own in which the limits hold."""
    env = {"APP_MODE": "development", "INSTANCE_DIR": str(tmp_path), "ARGON2_FAST": "1"}
    app = create_app(load_settings(env))
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        make_cast()
        db.session.remove()
        limiter.reset()
        yield app
        limiter.reset()
        limiter.enabled = False  # one limiter serves every application of this process
        db.session.remove()
        db.engine.dispose()


def try_in(app: Flask, name: str, password: str, *, ip: str = "192.0.2.1") -> int:
    client = app.test_client()
    where = {"REMOTE_ADDR": ip}
    page = client.get("/sign-in", environ_overrides=where).get_data(as_text=True)
    csrf = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"username": name, "password": password, "csrf_token": csrf}
    answer = client.post("/sign-in", data=data, environ_overrides=where)
    return answer.status_code


def test_guessing_from_one_address_is_stopped_and_the_owner_elsewhere_still_gets_in(guarded):
    answers = [try_in(guarded, "teacher", "falsch-falsch") for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert try_in(guarded, "teacher", PASSWORD, ip="192.0.2.2") == 302


def test_the_limits_do_not_remember_a_megabyte_that_calls_itself_a_name(guarded):
    try_in(guarded, "x" * 500_000, "falsch-falsch")
    with closing(sqlite3.connect(Path(guarded.instance_path) / "limits.db")) as kept:
        assert kept.execute("SELECT max(length(name)) FROM counter").fetchone()[0] < 300


def test_all_processes_of_a_server_count_together(tmp_path):
    one, other = (FileStorage(f"file:{tmp_path / 'limits.db'}") for _ in range(2))
    assert [one.incr("a", 60), other.incr("a", 60), one.incr("b", 60), other.incr("a", 60)] == [1, 2, 1, 3]
    assert (one.get("a"), other.get("b"), one.get("c"), one.check()) == (3, 1, 0, True)
    assert other.get_expiry("a") == one.get_expiry("a") > time.time() > one.get_expiry("c") - 1
    other.clear("a")
    assert one.get("a") == 0


def test_a_counter_begins_again_when_its_time_is_over(tmp_path):
    kept = FileStorage(f"file:{tmp_path / 'limits.db'}")
    with time_machine.travel(0, tick=False) as clock:
        assert [kept.incr("a", 60), kept.incr("a", 60)] == [1, 2]
        clock.shift(60)
        assert (kept.get("a"), kept.incr("a", 60), kept.get_expiry("a")) == (0, 1, 120)
        kept.incr("b", 5)
        clock.shift(60)
        assert kept.get("c") == 0
        assert kept.reset() == 0  # what is over is forgotten while the server runs
    assert kept.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("page", [0, 1])
def test_a_damaged_file_is_begun_anew(tmp_path, page):
    kept = FileStorage(f"file:{tmp_path / 'limits.db'}")
    for n in range(200):
        kept.incr(f"{n}" * 20, 60)
    data = bytearray(kept.file.read_bytes())
    data[page * 4096 : page * 4096 + 4096] = bytes(4096)
    kept.file.write_bytes(data)
    assert FileStorage(f"file:{kept.file}").incr("a", 60) == 1
    kept.file.write_bytes(data)  # while the server runs
    with pytest.raises(sqlite3.DatabaseError):
        kept.incr("a", 60)
    assert kept.check()
    assert [kept.incr("a", 60), kept.incr("a", 60)] == [1, 2]


def test_a_limit_that_cannot_write_goes_on_in_its_process_and_hides_nothing(guarded):
    file = Path(guarded.instance_path) / "limits.db"
    file.unlink()
    file.mkdir()
    answers = [guarded.test_client().get("/verify").status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    assert FileStorage(f"file:{file}").check() is False
    file.rmdir()
    limiter._storage_dead = False  # one limiter serves every application of this process


def test_a_failed_try_is_logged_alike_whether_the_name_exists_or_not(app, cast, client):
    for name in ("teacher", "nobody"):
        client.post(
            "/sign-in", data={"username": name, "password": "falsch-falsch", "csrf_token": token(client)}
        )
    events = db.session.query(AuditEvent).filter_by(tag="account:sign_in_failed").all()
    assert [event.subject_id for event in events] == [cast.teacher.id, 0]


@pytest.mark.parametrize(
    "target",
    ["//[", "/\t/evil.example", "/\n/evil.example", "/\r\nX: y", "/a\\b", "/\0", "///evil.example", " /"],
)
def test_a_strange_address_to_go_on_to_leads_home(app, cast, target):
    assert safe_next(target) == "/"
    client = app.test_client()
    data = {"username": "teacher", "password": PASSWORD, "csrf_token": token(client)}
    answer = client.post("/sign-in", query_string={"next": target}, data=data)
    assert answer.status_code == 400 if "\0" in target else answer.location == "/"


def test_an_address_of_ours_to_go_on_to_is_kept():
    assert safe_next("/school/standing?q=%E7%8E%8B&sort=-name") == "/school/standing?q=%E7%8E%8B&sort=-name"


def test_a_one_time_password_cannot_be_kept_as_the_own_one(app, cast):
    cast.teacher.must_change_password = True
    db.session.commit()
    client = sign_in(app, cast.teacher)
    data = {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD, "csrf_token": token(client)}
    assert "不能与现在的密码相同" in client.post("/password", data=data).get_data(as_text=True)
    assert db.session.get_one(Account, cast.teacher.id, populate_existing=True).must_change_password


def test_with_a_one_time_password_every_route_leads_to_its_page(app):
    world = make_world(app)
    client = sign_in(app, world.cast.hr)
    csrf = token(client)
    world.cast.hr.must_change_password = True
    db.session.commit()
    open_to = {}
    for route in MATRIX:
        method, rule = route.split(" ", 1)
        if rule in FREE:
            continue
        data = {"csrf_token": csrf} if method == "POST" else None
        answer = client.open(world.path(rule), method=method, data=data)
        answer.close()
        if (answer.status_code, answer.location) != (302, "/password"):
            open_to[route] = answer.status_code
    assert not open_to


def test_every_post_without_its_token_is_refused(app):
    world = make_world(app)
    client = sign_in(app, world.cast.hr)
    posts = [route.split(" ")[1] for route in MATRIX if route.startswith("POST ")]
    assert {client.post(world.path(rule), data={"version": "1"}).status_code for rule in posts} == {400}


def test_the_cookie_is_not_for_scripts_nor_for_other_sites_and_on_https_only_for_https(tmp_path):
    env = {
        "APP_MODE": "production", "INSTANCE_DIR": str(tmp_path), "PUBLIC_BASE_URL": "https://dangan.example.edu",
        "SECRET_KEY": "q7Jm2vXk9RbT4nWs8ZpL5dHf3GyCaE6u",
    }  # fmt: skip
    app = create_app(load_settings(env))
    answer = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https", "Host": "evil.example"})
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Secure"))
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "evil.example" not in answer.get_data(as_text=True)
    limiter.enabled = False
    with app.app_context():
        db.engine.dispose()


def test_a_cookie_from_before_signing_in_does_not_become_a_sign_in(app, cast):
    victim = app.test_client()
    csrf = token(victim)
    planted = victim.get_cookie("ssda").value
    victim.post("/sign-in", data={"username": "teacher", "password": PASSWORD, "csrf_token": csrf})
    assert victim.get("/me").status_code == 200
    thief = app.test_client()
    thief.set_cookie("ssda", planted)
    assert thief.get("/me").status_code == 302


def test_a_stranger_cannot_send_a_large_body(app, client):
    csrf = token(client)
    assert client.post("/sign-in", data={"csrf_token": csrf, "username": "x" * 2_000_000}).status_code == 413


def test_a_password_form_refused_for_its_token_shows_no_password(app, cast):
    client = sign_in(app, cast.teacher)
    typed = {"old": PASSWORD, "new": "neu-geheim-77", "again": "neu-geheim-77"}
    page = client.post("/password", data=typed).get_data(as_text=True)
    assert PASSWORD not in page
    assert "neu-geheim-77" not in page
