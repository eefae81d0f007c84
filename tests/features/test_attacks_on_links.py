"""Attacks on the mentor's link: forged, leaked, replayed, or opened by the teacher herself."""

import threading
from contextvars import Context

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from app import create_app
from app.audit.models import AuditEvent
from app.confirmations.links import SALT
from app.confirmations.models import Confirmation
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db, limiter
from config import load_settings
from tests.builders import make_account, make_link, make_record, sign_in, token
from tests.features.links import MENTOR, ask, events, fresh, link_of, press, rows, text

SCRIPT = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture
def record(cast):
    made = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    db.session.commit()
    return made


# Who may make one


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("other_hr", 404), ("other_teacher", 404), ("colleague", 404), ("other_head", 404), ("head", 403),
        ("admin", 403),
    ],
)  # fmt: skip
def test_nobody_but_the_owner_and_hr_of_the_school_makes_a_link(app, cast, record, who, status):
    browser = sign_in(app, getattr(cast, who))
    path = f"/records/{record.id}/confirmation"
    data = MENTOR | {"csrf_token": token(browser), "version": 1}
    assert browser.get(path).status_code == status
    assert browser.post(path, data=data).status_code == status
    assert browser.post(f"{path}/withdraw", data=data).status_code == status
    assert rows(record) == []


def test_the_address_comes_from_the_settings_not_from_the_request(app, cast, record):
    browser = sign_in(app, cast.teacher)
    page = ask(browser, record)
    poisoned = browser.get(
        f"/records/{record.id}/confirmation",
        headers={"X-Forwarded-Host": "evil.example", "Host": "localhost"},
    )
    assert "http://127.0.0.1:5000/c/" in text(page)
    assert "http://127.0.0.1:5000/c/" in text(poisoned)
    assert "evil.example" not in text(poisoned)


# The token


def test_a_forged_or_changed_token_is_not_found(app, cast, record, client):
    link = link_of(app, cast, record)
    kept = link.removeprefix("/c/")
    row = rows(record)[0]
    signed_elsewhere = URLSafeSerializer("another key", salt=SALT).dumps([row.id, "x"])
    other_salt = URLSafeSerializer(app.config["SECRET_KEY"], salt="session").dumps([row.id, "x"])
    right = URLSafeSerializer(app.config["SECRET_KEY"], salt=SALT)
    forged = [
        "x", kept[:-1], kept[:-5] + ("A" if kept[-5] != "A" else "B") + kept[-4:], kept[1:], "a" + kept,
        kept.upper(), signed_elsewhere, other_salt, right.dumps([row.id, "guessed"]),
        right.dumps([row.id + 999, "x"]), "示例", "%00",
    ]  # fmt: skip
    for one in forged:
        for answer in (client.get(f"/c/{one}"), press(client, f"/c/{one}", "confirm")):
            assert answer.status_code in {400, 404}, one
            assert "示例王明" not in text(answer)
    assert fresh(record).confirmation is ConfirmationState.ASKED


def test_the_token_of_one_record_does_not_open_another(app, cast, record, client):
    other = make_record(cast.colleague_post, cast.site, by=cast.colleague)
    theirs, _ = make_link(other, by=cast.colleague)
    link = link_of(app, cast, record)
    signer = URLSafeSerializer(app.config["SECRET_KEY"], salt=SALT)
    _, nonce = signer.loads(link.removeprefix("/c/"))
    assert client.get(f"/c/{signer.dumps([theirs.id, nonce])}").status_code == 404
    press(client, link, "confirm")
    assert fresh(record).confirmation is ConfirmationState.CONFIRMED
    assert fresh(other).confirmation is ConfirmationState.ASKED


def test_a_replayed_answer_counts_once(app, cast, record, client):
    link = link_of(app, cast, record)
    form = {"csrf_token": token(client), "version": rows(record)[0].version}
    assert client.post(f"{link}/confirm", data=form).status_code == 302
    for _ in range(2):
        assert "已确认属实" in text(client.post(f"{link}/confirm", data=form))
        assert "已确认属实" in text(client.post(f"{link}/refuse", data=form | {"reason": "不认了"}))
    assert len(events(record, "record:confirmation_confirmed")) == 1
    assert events(record, "record:confirmation_refused") == []


def test_of_two_answers_at_once_one_stands(app, cast, record):
    link = link_of(app, cast, record)
    together, answers = threading.Barrier(2), []
    version = rows(record)[0].version

    def speak(step):
        with app.app_context():
            browser = app.test_client()
            form = {"csrf_token": token(browser), "version": version, "reason": "示例原因"}
            together.wait()
            answers.append(browser.post(f"{link}/{step}", data=form).status_code)

    threads = [threading.Thread(target=Context().run, args=(speak, step)) for step in ("confirm", "refuse")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(answers) == [200, 302]
    told = [events(record, f"record:confirmation_{word}") for word in ("confirmed", "refused")]
    assert sorted(map(len, told)) == [0, 1]
    (row,) = rows(record)
    assert fresh(record).confirmation is row.answer


def test_an_answer_needs_the_token_of_its_page_and_keeps_what_was_typed(app, cast, record, client):
    link = link_of(app, cast, record)
    form = {"version": rows(record)[0].version, "reason": "我写的原因"}
    for data in (form, form | {"csrf_token": "forged"}):
        answer = client.post(f"{link}/refuse", data=data)
        assert answer.status_code == 400
        assert "刚才的答复没有提交" in text(answer)
        assert "我写的原因" in text(answer)
    old = client.post(f"{link}/confirm", data={"csrf_token": token(client), "version": 99})
    assert "刚才的答复没有提交" in text(old)
    assert fresh(record).confirmation is ConfirmationState.ASKED


def test_over_https_it_works_without_a_referer(app, cast, record):
    link = link_of(app, cast, record)
    browser, base = app.test_client(), "https://localhost"
    page = text(browser.get(link, base_url=base))
    csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": csrf, "version": rows(record)[0].version}
    headers = {"Origin": "null"}
    assert browser.post(f"{link}/confirm", data=form, base_url=base, headers=headers).status_code == 302
    assert fresh(record).confirmation is ConfirmationState.CONFIRMED


# Who answers


@pytest.mark.parametrize("who", ["teacher", "colleague", "head", "hr", "admin"])
def test_who_is_signed_in_at_the_school_cannot_answer(app, cast, record, who):
    link = link_of(app, cast, record)
    browser = sign_in(app, getattr(cast, who))
    opened = text(browser.get(link))
    assert "不能替企业答复" in opened
    assert "确认属实" not in opened
    form = {"csrf_token": token(browser), "version": rows(record)[0].version}
    for step in ("confirm", "correct", "refuse"):
        answer = browser.post(f"{link}/{step}", data=form | {"reason": "我写的原因"})
        assert answer.status_code == 403
        assert "不能替企业答复" in text(answer)
    assert fresh(record).confirmation is ConfirmationState.ASKED


def test_a_second_account_of_the_teacher_is_no_way_round(app, cast, record):
    link = link_of(app, cast, record)
    second = make_account(cast.teacher.person, Role.HR, username="second")
    assert "不能替企业答复" in text(press(sign_in(app, second), link, "confirm"))


def test_the_page_of_the_link_says_that_it_cannot_prove_who_clicked(app, cast, record):
    assert "不能证明答复的是谁" in text(ask(sign_in(app, cast.teacher), record))


def test_a_reviewed_record_is_not_approved_by_an_answer(app, cast, client):
    for status in (S.SUBMITTED, S.ENDORSED):
        record = make_record(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.head)
        press(client, link_of(app, cast, record), "confirm")
        assert (fresh(record).status, fresh(record).decided_by_id) == (status, None)


# What the pages give away


def test_the_address_leaks_nowhere(app, cast, record, client):
    link = link_of(app, cast, record)
    answers = [
        client.get(link),
        client.get("/c/forged"),
        press(client, link, "refuse"),
        press(client, link, "confirm"),
    ]
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "http://" not in text(answer).replace("http://www.w3.org", "")
    assert '<meta name="robots" content="noindex, nofollow">' in text(answers[0])
    token_of_link = link.removeprefix("/c/")
    for event in db.session.scalars(select(AuditEvent)):
        assert token_of_link not in str(vars(event))


@pytest.mark.parametrize(
    "query", ["?next=https://evil.example", "?next=//evil.example", "?url=https://evil.example"]
)
def test_it_leads_nowhere_else(app, cast, record, client, query):
    link = link_of(app, cast, record)
    form = {"csrf_token": token(client), "version": rows(record)[0].version}
    answer = client.post(f"{link}/confirm{query}", data=form | {"next": "https://evil.example"})
    assert answer.location == link


def test_what_a_mentor_writes_is_text_everywhere(app, cast, client):
    record = make_record(cast.teacher_post, cast.site, status=S.ENDORSED, by=cast.teacher, reviewer=cast.head)
    link = link_of(app, cast, record, mentor_name=SCRIPT[:60], mentor_email="a@example.com")
    press(
        client,
        link,
        "correct",
        first_day="2026-07-06",
        last_day="2026-07-24",
        half_hours="8",
        post=SCRIPT[:60],
        comment=SCRIPT,
    )
    hr, teacher = sign_in(app, cast.hr), sign_in(app, cast.teacher)
    pages = [
        client.get(link), hr.get(f"/reviews?record={record.id}"), hr.get(f"/records/{record.id}"),
        teacher.get(f"/records/{record.id}"), teacher.get(f"/records/{record.id}/confirmation"),
        teacher.get("/records"), teacher.get("/reminders"),
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in text(page)
        assert "<img src=x" not in text(page)
    mail = hr.get("/mail")
    assert "<script>alert" not in text(mail)


def test_one_address_may_open_links_thirty_times_a_minute(tmp_path):
    url = f"sqlite:///{tmp_path / 'limited.db'}"
    settings = load_settings({"APP_MODE": "development", "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": url})
    try:
        limited = create_app(settings)
        with limited.app_context():
            db.create_all()
        browser = limited.test_client()
        assert [browser.get("/c/guess").status_code for _ in range(31)] == [404] * 30 + [429]
        stopped = browser.get("/c/guess")
        assert "链接打开的次数太多了" in text(stopped)
        assert stopped.headers["Referrer-Policy"] == "no-referrer"
        elsewhere = browser.get("/c/guess", environ_base={"REMOTE_ADDR": "192.0.2.7"})
        assert elsewhere.status_code == 404
    finally:
        with limited.app_context():
            db.engine.dispose()
        limiter.reset()
        limiter.enabled = False


def test_the_database_keeps_only_hashes(app, cast, record):
    link = link_of(app, cast, record)
    _, nonce = URLSafeSerializer(app.config["SECRET_KEY"], salt=SALT).loads(link.removeprefix("/c/"))
    kept = db.session.execute(select(Confirmation.__table__)).mappings().one()
    assert nonce not in str(dict(kept))
