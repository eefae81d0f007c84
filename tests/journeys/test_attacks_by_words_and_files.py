"""Attacks by what people type and upload: markup, formulas, mail headers, hostile files."""

from io import BytesIO

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.domain.facts import RecordStatus
from app.extensions import db
from app.mail.message import build_message
from app.mail.models import Mail
from app.mail.operations import queue_mail
from app.practice.emails import record_waiting
from app.practice.models import Evidence
from app.standing.spreadsheet import defused
from tests.builders import make_evidence, make_person, make_record, make_site, make_teacher, sign_in, token
from tests.conftest import on_one_database
from tests.journeys.matrix import MATRIX
from tests.samples import image, pdf
from tests.world import make_world

EVIL = "<img src=x onerror=alert(1)>"
GETS = sorted(route.split(" ")[1] for route in MATRIX if route.startswith("GET "))


@on_one_database
def test_markup_in_every_typed_text_stays_text_on_every_page(app):
    world = make_world(app)
    cast = world.cast
    teacher = cast.teacher_post
    for person in db.session.scalars(select(Person)):
        person.name = EVIL
    teacher.staff_number, teacher.specialty = "<u>1</u>", EVIL
    cast.school.name = cast.school.signatory = cast.school.seal_place = EVIL
    cast.department.name = cast.site.name = EVIL
    record = make_record(
        teacher, cast.site, status=RecordStatus.REJECTED, by=cast.teacher, post=EVIL, tasks=EVIL
    )
    record.reason = EVIL
    make_evidence(record, by=cast.teacher, name=f"{EVIL}.pdf")
    mail = queue_mail(
        "record_waiting", cast.head.person, key="evil", at=record.created_at,
        context=record_waiting(record, cast.head.person),
    )  # fmt: skip
    assert EVIL not in mail.html
    world.values["record_id"] = record.id
    db.session.commit()
    for account in (cast.teacher, cast.hr):
        client = sign_in(app, account)
        shown = {}
        for route in GETS:
            answer = client.get(world.path(route))
            if answer.mimetype == "text/html":
                shown[route] = answer.get_data(as_text=True)
            answer.close()
        assert not [route for route, page in shown.items() if "<img src=x" in page or "<u>1</u>" in page]
        assert any("&lt;img src=x" in page for page in shown.values())


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n="])
def test_no_typed_text_is_a_formula_in_the_file(sign):
    assert str(defused(f"{sign}1+1")).startswith("'")


def test_line_ends_in_a_name_break_no_mail(app, cast):
    client = sign_in(app, cast.hr)
    data = {
        "name": "示例王\r\nBcc: boese@example.edu\u202e", "staff_number": "010001", "hired_on": "2015-09-01",
        "department": cast.department.id, "csrf_token": token(client),
    }  # fmt: skip
    assert client.post(f"/people/staff/{cast.teacher.person_id}/edit", data=data).status_code == 302
    person = db.session.get_one(Person, cast.teacher.person_id, populate_existing=True)
    assert person.name == "示例王 Bcc: boese@example.edu"
    person.name = "示例王\r\nBcc: boese@example.edu"  # as an import could write it
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    mail = queue_mail(
        "record_waiting", cast.head.person, key="k", at=record.created_at,
        context=record_waiting(record, cast.head.person),
    )  # fmt: skip
    message = build_message(mail, sender="a@example.edu", public_base_url="https://dangan.example.edu")
    assert message["Bcc"] is None
    assert "\n" not in mail.subject


def test_a_subject_longer_than_its_column_is_cut(app, cast):
    person = make_person(cast.school, "长" * 60)
    site = make_site(cast.school, "单" * 80)
    record = make_record(make_teacher(person, cast.department), site, by=cast.teacher)
    mail = queue_mail(
        "record_waiting", person, key="k", at=record.created_at, context=record_waiting(record, person)
    )
    db.session.flush()
    assert len(db.session.get_one(Mail, mail.id).subject) <= 200


ROUND = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9999999>>endobj\n"
    b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
)
HOSTILE_FILES = {
    "a page": (b"<!doctype html><script>alert(1)</script>", "a.pdf"),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png"),
    "nothing": (b"", "a.pdf"),
    "a page behind a picture": (image("PNG") + b"<script>alert(1)</script>", "a.html"),
    "a PDF behind whose end a page hangs": (pdf() + b"<script>alert(1)</script>", "a.pdf"),
    "a PDF of countless objects": (
        b"%PDF-1.4\n" + b"3 0 obj<<>>endobj\n" * 400_000 + b"trailer<</Root 1 0 R>>\n%%EOF",
        "a.pdf",
    ),
    "a PDF whose pages go round": (
        ROUND,
        "a.pdf",
    ),
}


@on_one_database
@pytest.mark.parametrize("name", sorted(HOSTILE_FILES))
def test_a_hostile_file_is_refused_and_said(app, cast, name):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    client = sign_in(app, cast.teacher)
    data, file_name = HOSTILE_FILES[name]
    sent = {
        "files": (BytesIO(data), file_name),
        "version": record.version,
        "csrf_token": token(client),
    }
    answer = client.post(f"/records/{record.id}/evidence", data=sent, follow_redirects=True)
    assert "没有保存" in answer.get_data(as_text=True)
    assert not db.session.scalars(select(Evidence)).all()


def test_a_path_in_a_files_name_goes_nowhere_and_the_file_is_shown_without_rights(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    client = sign_in(app, cast.teacher)
    sent = {
        "files": (BytesIO(pdf()), "../../../x\u202efdp.pdf"), "version": record.version,
        "csrf_token": token(client),
    }  # fmt: skip
    client.post(f"/records/{record.id}/evidence", data=sent)
    kept = db.session.scalars(select(Evidence)).one()
    assert kept.name == "xfdp.pdf"
    answer = client.get(f"/evidence/{kept.id}")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    answer.close()


def test_forty_refused_files_are_all_told_of_although_a_cookie_is_small(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    client = sign_in(app, cast.teacher)
    files = [(BytesIO(b"x"), f"{'很长的名字' * 40}{number}.pdf") for number in range(40)]
    sent = {"files": files, "version": record.version, "csrf_token": token(client)}
    answer = client.post(f"/records/{record.id}/evidence", data=sent)
    assert len(answer.headers["Set-Cookie"]) < 4093
    page = client.get(f"/records/{record.id}").get_data(as_text=True)
    assert "另有 35 个文件没有保存" in page


@on_one_database
def test_every_answer_has_its_headers_and_what_is_private_is_not_kept(app):
    world = make_world(app)
    client = sign_in(app, world.cast.hr)
    paths = [world.path(route) for route in GETS] + ["/nowhere", "/records/999/edit", "/static/none.css"]
    for path in paths:
        answer = client.get(path)
        answer.close()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        told = "no-referrer" if path.startswith("/c/") else "same-origin"  # a link that is its own key
        assert answer.headers["Referrer-Policy"] == told, path
        if not path.startswith("/static"):
            assert "no-store" in answer.headers["Cache-Control"], path
