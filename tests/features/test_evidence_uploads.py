"""Files on their way in: one by one, many at once, cut off; and nobody waits while they are read."""

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from app.domain.facts import RecordStatus
from app.extensions import db
from app.files.models import StoredFile
from app.practice import uploads
from app.practice.models import Evidence, PracticeRecord
from tests.builders import PASSWORD, make_record, sign_in, token
from tests.conftest import on_one_database
from tests.processes import ROOT
from tests.samples import archive, image, pdf, photo

JSON = {"Accept": "application/json"}


@pytest.fixture
def record(cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    db.session.commit()
    return record


def now(record) -> PracticeRecord:
    """As the database holds it."""
    db.session.rollback()
    return record


def send(client, record, *files, **values):
    """As a script sends it: each by itself, asking for JSON."""
    data = {
        "files": [(io.BytesIO(data), name) for name, data in files],
        "version": now(record).version,
        "csrf_token": token(client),
    } | values
    return client.post(f"/records/{record.id}/evidence", data=data, headers=JSON)


def number(table) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_script_sends_files_one_by_one_and_is_told_of_each(app, cast, record):
    client = sign_in(app, cast.teacher)
    first = send(client, record, ("鉴定表.pdf", pdf()))
    assert first.json == {"version": now(record).version, "refused": []}
    second = send(client, record, ("照片.jpg", image("JPEG")), version=first.json["version"])
    assert second.json == {"version": now(record).version, "refused": []}
    assert [one.name for one in record.evidence] == ["鉴定表.pdf", "照片.jpg"]
    page = client.get(f"/records/{record.id}").get_data(as_text=True)
    assert "没有保存" not in page  # the script has said it; the page need not again


@on_one_database
@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("程序.pdf", b"MZ\x90\x00" + b"\0" * 99, "这不是"),
        ("表.pdf", archive(), "这不是"),
        ("鉴定表.png", pdf(), "内容却是 PDF"),
        ("加密.pdf", pdf(password="mima"), "密码"),
        ("坏的.pdf", b"%PDF-1.7\nnothing here\n%%EOF\n", "打不开"),
        ("断了.jpg", photo()[:3000], "打不开"),
        ("IMG_0001.HEIC", b"\0\0\0\x24ftypheic" + b"\0" * 80, "HEIC 照片"),
    ],
)
def test_a_file_that_is_refused_is_said_beside_it_and_leaves_nothing(app, cast, record, name, data, says):
    answer = send(sign_in(app, cast.teacher), record, (name, data))
    assert answer.status_code == 200
    assert says in answer.json["refused"][0]
    assert answer.json["version"] == now(record).version
    assert number(Evidence) == number(StoredFile) == 0


def test_an_answer_that_was_lost_on_the_way_does_no_harm_when_the_file_is_sent_again(app, cast, record):
    client = sign_in(app, cast.teacher)
    seen = record.version
    assert send(client, record, ("鉴定表.pdf", pdf())).status_code == 200
    assert send(client, record, ("鉴定表.pdf", pdf()), version=seen).status_code == 409
    assert send(client, record, ("鉴定表.pdf", pdf())).json["refused"] == ["这个文件已经传过了。"]
    assert number(Evidence) == 1


@on_one_database
def test_of_forty_files_at_once_thirty_are_kept_and_the_limit_is_said(app, cast, record):
    client = sign_in(app, cast.teacher)
    forty = [(f"{one:02}.pdf", pdf(note=str(one))) for one in range(40)]
    answer = send(client, record, *forty)
    assert answer.json["refused"] == ["一条记录最多 30 个文件。"] * 10
    assert [one.name for one in now(record).evidence] == [name for name, _ in forty[:30]]
    assert number(StoredFile) == 30
    again = send(client, record, forty[0], forty[35])
    assert again.json["refused"] == ["这个文件已经传过了。", "一条记录最多 30 个文件。"]


def test_only_the_owner_of_a_draft_adds_files_and_nobody_elses_are_looked_into(
    app, cast, record, monkeypatch
):
    monkeypatch.setattr(uploads, "check_file", lambda *_args, **_more: pytest.fail("looked into"))
    for who, status in (("colleague", 404), ("other_teacher", 404), ("head", 403)):
        assert send(sign_in(app, getattr(cast, who)), record, ("a.pdf", pdf())).status_code == status
    stranger = app.test_client()
    data = {"csrf_token": token(stranger), "files": (io.BytesIO(pdf()), "a.pdf")}
    assert stranger.post(f"/records/{record.id}/evidence", data=data, headers=JSON).status_code == 302


@pytest.fixture
def meanwhile(monkeypatch):
    """Give it what somebody else does while the next file is being looked into."""

    def arrange(act) -> None:
        check = uploads.check_file

        def slowly(*args, **more):
            monkeypatch.setattr(uploads, "check_file", check)
            act()
            return check(*args, **more)

        monkeypatch.setattr(uploads, "check_file", slowly)

    return arrange


@pytest.mark.parametrize("page", ["a record's page", "a new record"])
def test_while_a_file_is_looked_into_others_can_write(app, cast, record, meanwhile, page):
    client, other = sign_in(app, cast.teacher), sign_in(app, cast.colleague)
    changed = {"old": PASSWORD, "new": "xin-mima-2026", "again": "xin-mima-2026"}
    changed["csrf_token"] = token(other)
    meanwhile(lambda: answers.append(other.post("/password", data=changed).status_code))
    answers: list[int] = []
    if page == "a new record":
        typed = {
            "site_id": cast.site.id, "first_day": "2026-07-06", "last_day": "2026-07-31", "half_hours": "8",
            "pattern": "workdays", "tasks": "示例", "csrf_token": token(client),
            "files": (io.BytesIO(pdf()), "鉴定表.pdf"),
        }  # fmt: skip
        assert client.post("/records/new", data=typed).status_code == 302
    else:
        assert send(client, record, ("鉴定表.pdf", pdf())).status_code == 200
    assert answers == [302]
    assert number(Evidence) == 1


def test_what_changed_while_a_file_was_looked_into_is_noticed(app, cast, record, meanwhile):
    def submit() -> None:
        with app.app_context():
            other = db.session.get_one(PracticeRecord, record_id)
            other.status, other.submitted_at = RecordStatus.SUBMITTED, other.created_at
            db.session.commit()

    record_id = record.id
    meanwhile(submit)
    assert send(sign_in(app, cast.teacher), record, ("鉴定表.pdf", pdf())).status_code == 409
    assert number(Evidence) == 0


@contextmanager
def gunicorn(app):
    """The program as a school runs it, on the test's database; its port."""
    settings = app.config["SETTINGS"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "APP_MODE": "testing",
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
    }
    command = ["gunicorn", "--config", "gunicorn.conf.py", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, "wsgi:app"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )
    try:
        assert answers_in_the_end(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def answers_in_the_end(port: int) -> bool:
    """It may take its time to start, or on a busy machine."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=60) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.2)
    return False


def kept_on_disk(app) -> set[str]:
    folder = app.config["SETTINGS"].instance_dir / "files"
    return {str(path) for path in folder.glob("**/*") if path.is_file()}


@on_one_database
def test_a_photo_cut_off_half_way_leaves_nothing_and_the_server_lives(app, cast, record):
    client = sign_in(app, cast.teacher)
    csrf, cookie, before = token(client), client.get_cookie("ssda").value, kept_on_disk(app)
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (("csrf_token", csrf), ("version", record.version))
    )
    body += b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
    body += photo()
    head = (
        f"POST /records/{record.id}/evidence HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ssda={cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {19 * 1024 * 1024}\r\n\r\n"
    )
    with gunicorn(app) as port:
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port)) as phone:
                phone.sendall(head.encode() + body + b"\0" * (9 * 1024 * 1024))
                time.sleep(0.2)
        assert answers_in_the_end(port)
        assert now(record).evidence == []
        assert number(StoredFile) == 0
        assert kept_on_disk(app) == before
        whole = body + b"\r\n--x--\r\n"
        head = head.replace(str(19 * 1024 * 1024), str(len(whole)))
        with socket.create_connection(("127.0.0.1", port)) as phone:  # and the same, not cut off, is kept
            phone.sendall(head.encode() + whole)
            assert phone.recv(12) == b"HTTP/1.1 302"
    assert [one.name for one in now(record).evidence] == ["a.jpg"]
