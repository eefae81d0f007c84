"""Signing in and out, and what ends a sign-in."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from app import clock
from app.accounts.models import Account, SignIn
from app.accounts.sessions import end_sign_ins
from app.accounts.views import safe_next
from app.audit.models import AuditEvent
from app.domain.roles import Role
from app.extensions import db
from app.teachers.account_operations import Grants, set_active, set_roles
from tests.builders import AT, PASSWORD, token
from tests.builders import sign_in_by_page as sign_in
from tests.conftest import on_one_database


def post(client, path, **data):
    page = data.pop("page", "/sign-in")
    return client.post(path, data={**data, "csrf_token": token(client, page)})


def test_a_teacher_signs_in_and_sees_who_she_is(app, cast):
    client = sign_in(app, cast.teacher)
    page = client.get("/me").get_data(as_text=True)
    assert "示例王明" in page
    assert "机电系" in page


def test_the_name_may_be_typed_in_capitals_with_blanks(app, cast, client):
    answer = post(client, "/sign-in", username="  TEACHER ", password=PASSWORD)
    assert answer.status_code == 302


@pytest.mark.parametrize(("username", "password"), [("teacher", "falsch-falsch"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(cast, client, username, password):
    page = post(client, "/sign-in", username=username, password=password).get_data(as_text=True)
    assert "登录名或密码不对" in page
    assert client.get("/me").status_code == 302


def test_a_failed_try_is_logged(app, cast, client):
    post(client, "/sign-in", username="teacher", password="falsch-falsch")
    assert db.session.query(AuditEvent).filter_by(tag="account:sign_in_failed").count() == 1


def test_a_form_without_its_token_is_refused(cast, client):
    assert client.post("/sign-in", data={"username": "teacher", "password": PASSWORD}).status_code == 400


def test_the_token_of_one_session_does_not_serve_another(app, cast):
    foreign = token(app.test_client())
    client = app.test_client()
    token(client)
    answer = client.post(
        "/sign-in", data={"username": "teacher", "password": PASSWORD, "csrf_token": foreign}
    )
    assert answer.status_code == 400


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app, cast):
    client = sign_in(app, cast.teacher)
    cookie = client.get_cookie("ssda").value
    post(client, "/sign-out")
    thief = app.test_client()
    thief.set_cookie("ssda", cookie)
    assert thief.get("/me").status_code == 302


def test_a_new_password_ends_every_sign_in(app, cast):
    client, elsewhere = sign_in(app, cast.teacher), sign_in(app, cast.teacher)
    answer = post(
        client, "/password", page="/password", old=PASSWORD, new="neu-geheim-77", again="neu-geheim-77"
    )
    assert answer.status_code == 302
    assert elsewhere.get("/me").status_code == 302
    assert sign_in(app, cast.teacher, "neu-geheim-77").get("/me").status_code == 200


@on_one_database
@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("falsch", "neu-geheim-77", "neu-geheim-77", "现在的密码不对"),
        (PASSWORD, "kurz", "kurz", "至少 10 个字符"),
        (PASSWORD, "x" * 129, "x" * 129, "最多 128 个字符"),
        (PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa", "太容易猜到"),
        (PASSWORD, "my-teacher-99", "my-teacher-99", "不能包含登录名"),
        (PASSWORD, "neu-geheim-77", "neu-geheim-78", "两次填写的新密码不一致"),
    ],
)
def test_a_bad_new_password_is_refused_beside_its_field(app, cast, old, new, again, message):
    client = sign_in(app, cast.teacher)
    page = post(client, "/password", page="/password", old=old, new=new, again=again).get_data(as_text=True)
    assert message in page
    assert client.get("/me").status_code == 200


def test_a_one_time_password_opens_only_the_page_to_replace_it(app, cast):
    cast.teacher.must_change_password = True
    db.session.commit()
    client = sign_in(app, cast.teacher)
    assert client.get("/me").location == "/password"
    assert "一次性密码" in client.get("/password").get_data(as_text=True)


def test_a_change_of_roles_ends_live_sign_ins(app, cast):
    client = sign_in(app, cast.teacher)
    more = Grants(frozenset({Role.TEACHER, Role.HR}))
    set_roles(cast.teacher, more, actor=cast.admin, at=clock.now())
    db.session.commit()
    assert client.get("/me").status_code == 302


def test_who_was_signed_in_when_the_account_was_closed_is_not_when_it_opens_again(app, cast):
    client = sign_in(app, cast.teacher)
    for active in (False, True):
        set_active(cast.teacher, active=active, actor=cast.admin, at=clock.now())
        db.session.commit()
    assert client.get("/me").status_code == 302
    assert sign_in(app, cast.teacher).get("/me").status_code == 200


def test_an_account_that_was_switched_off_is_out_at_once(app, cast):
    client = sign_in(app, cast.teacher)
    db.session.get(Account, cast.teacher.id).active = False
    db.session.commit()
    assert client.get("/me").status_code == 302
    page = post(client, "/sign-in", username="teacher", password=PASSWORD).get_data(as_text=True)
    assert "登录名或密码不对" in page


def test_only_a_hash_of_the_token_is_kept(app, cast):
    client = sign_in(app, cast.teacher)
    with client.session_transaction() as session:
        kept = session["_user_id"]
    assert db.session.query(SignIn).one().token_hash != kept


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        (None, "/"),
        ("/me", "/me"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("me", "/"),
    ],
)
def test_after_signing_in_nobody_is_led_away(target, goes_to):
    assert safe_next(target) == goes_to


def test_every_answer_carries_a_strict_policy(client):
    answer = client.get("/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


# What was sent after the sign-in had ended


def asked_to_sign_in(answer) -> str:
    """Where signing in leads back to."""
    assert answer.status_code == 302
    where = urlsplit(answer.location)
    assert where.path == "/sign-in"
    return parse_qs(where.query)["next"][0]


def test_a_form_sent_after_the_sign_in_ran_out_comes_back_after_signing_in(app, cast):
    client = sign_in(app, cast.teacher)
    path = "/records/new?kind=training"
    held = token(client, path)
    end_sign_ins(cast.teacher, reason="password", at=AT)
    back = asked_to_sign_in(client.post(path, data={"csrf_token": held, "post": "设备维护"}))
    assert back == path
    answer = post(client, f"/sign-in?next={quote(back)}", username="teacher", password=PASSWORD)
    assert answer.location == path


def test_a_button_pressed_too_late_leads_back_to_the_page_it_was_on(app, cast, client):
    held = {"csrf_token": token(client)}
    for referrer, back in (
        ("http://localhost/records/5?x=1", "/records/5?x=1"),
        ("https://elsewhere.example/records/5", "/"),
        (None, "/"),
    ):
        headers = {"Referer": referrer} if referrer else {}
        assert asked_to_sign_in(client.post("/records/5/submit", data=held, headers=headers)) == back


def test_a_form_sent_after_signing_out_in_another_tab_shows_its_words_and_the_way_back(app, cast):
    client = sign_in(app, cast.teacher)
    held = token(client, "/records/new")
    client.post("/sign-out", data={"csrf_token": held})
    answer = client.post("/records/new", data={"csrf_token": held, "tasks": "参加示例产线的设备维护"})
    assert answer.status_code == 400
    assert "参加示例产线的设备维护" in answer.text
    assert 'href="/sign-in?next=/records/new"' in answer.text


def test_a_page_from_before_signing_in_anew_says_what_to_do(app, cast):
    client = sign_in(app, cast.teacher)
    answer = client.post("/records/new?kind=training", data={"csrf_token": "alt"})
    assert answer.status_code == 400
    assert "恢复刚才没保存的内容" in answer.text
    assert 'href="/records/new?kind=training"' in answer.text


@pytest.mark.parametrize("address", ["a@" + "." * 300_000 + "@", "a@" + ".a" * 150_000 + "@", "@" * 300_000])
def test_an_endless_address_is_refused_before_any_pattern_looks_at_it(app, cast, address):
    client = sign_in(app, cast.teacher)
    answer = client.post(
        "/me/email", data={"email": address, "password": PASSWORD, "csrf_token": token(client, "/me/email")}
    )
    assert "邮箱最多 254 个字符" in answer.get_data(as_text=True)
