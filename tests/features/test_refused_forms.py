"""A refused form is shown again, and nobody waits for that: neither the next writer nor for a drawing."""

import re
import shutil
from contextlib import closing
from datetime import date
from sqlite3 import connect

import pytest

from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.files import pictures
from app.practice.evidence_operations import add_evidence
from app.web import nav
from tests.builders import AT, give_default_decisions, make_plan, make_record, sign_in, token
from tests.conftest import on_one_database
from tests.features.desk import act
from tests.samples import pages

DRAW = pictures._ask


@pytest.fixture
def drawn(app, monkeypatch) -> list[int]:
    """The pages drawn in this test; nothing has been drawn before."""
    shutil.rmtree(app.config["SETTINGS"].instance_dir / "previews", ignore_errors=True)
    asked: list[int] = []
    monkeypatch.setattr(pictures, "_ask", lambda file, page: asked.append(page) or DRAW(file, page))
    return asked


@pytest.fixture
def free(monkeypatch) -> list[bool]:
    """Of each page with a menu: whether somebody else could write while it was drawn."""
    seen: list[bool] = []
    links = nav.links

    def look():
        if db.engine.dialect.name == "sqlite":
            with closing(connect(db.engine.url.database, timeout=0, isolation_level=None)) as another:
                another.execute("BEGIN IMMEDIATE")
                another.execute("ROLLBACK")
        seen.append(True)
        return links()

    monkeypatch.setattr(nav, "links", look)
    return seen


def waiting(cast, number: int = 3):
    """A record with a paper that waits for the head."""
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    add_evidence(record, pages(number), "鉴定表.pdf", actor=cast.teacher, at=AT)
    record.status, record.submitted_at = S.SUBMITTED, AT
    db.session.commit()
    return record


def test_a_page_with_evidence_draws_nothing_itself_whether_read_or_refused(app, cast, drawn, free):
    record = waiting(cast)
    shutil.rmtree(app.config["SETTINGS"].instance_dir / "previews", ignore_errors=True)
    head = sign_in(app, cast.head)
    for page in (
        head.get(f"/reviews?record={record.id}").text,
        act(head, record, "return", reason="").text,
    ):
        assert 'width="1131" height="1600"' in page
        assert "正在数页数" in page
    assert "请写明原因" in page
    assert not drawn
    evidence_id = record.evidence[0].id
    head.get(f"/evidence/{evidence_id}/picture/1").close()
    assert drawn == [1]
    page = head.get(f"/reviews?record={record.id}").text
    assert page.count(f'src="/evidence/{evidence_id}/picture/') == 3
    assert "正在数页数" not in page
    assert free


def test_nobody_waits_while_a_refused_word_is_shown_again(app, cast, free):
    record = waiting(cast)
    plan = make_plan(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    db.session.commit()
    head = sign_in(app, cast.head)
    assert "请写明原因" in act(head, record, "return", reason="").text
    data = {"version": plan.version, "reason": "", "csrf_token": token(head)}
    assert "请写明原因" in head.post(f"/plans/{plan.id}/review/return", data=data).text
    assert len(free) >= 2


@on_one_database
@pytest.mark.parametrize(
    ("who", "path", "typed"),
    [
        ("teacher", "/records/new", {"enterprise": "示例新厂"}),
        ("teacher", "/records/new", {
            "enterprise": "示例新厂", "first_day": "2026-07-10", "last_day": "2026-07-06", "half_hours": "8",
            "tasks": "示例任务", "pattern": "workdays",
        }),
        ("teacher", "/plans/new", {"enterprise": "示例新厂"}),
        ("hr", "/people/new", {"name": "示例新人"}),
        ("hr", "/sites/new", {"name": ""}),
        ("hr", "/school/departments", {"name": "信息系"}),
    ],
)  # fmt: skip
def test_nobody_waits_while_a_form_with_a_mistake_is_shown_again(app, cast, free, who, path, typed):
    client = sign_in(app, getattr(cast, who))
    data = {"csrf_token": token(client)} | typed
    before = len(free)
    answer = client.post(path, data=data)
    assert answer.status_code == 200
    assert next(iter(typed.values())) in answer.text
    assert len(free) > before


@on_one_database
def test_long_forms_keep_what_is_typed_in_the_browser_until_it_is_saved(app, cast):
    """What it does there is shown by the browser tests of the record's form; it takes one attribute."""
    give_default_decisions(cast.school)
    make_record(cast.teacher_post, cast.site, date(2025, 12, 1), date(2026, 7, 31), status=S.APPROVED,
                by=cast.teacher, reviewer=cast.hr)  # fmt: skip
    cast.school.signatory, cast.school.seal_place = "校长", "（盖章）"
    cast.teacher_post.specialty = "数控技术"
    db.session.commit()
    hr, admin, teacher = sign_in(app, cast.hr2), sign_in(app, cast.admin), cast.teacher_post.id
    for client, path in (
        (hr, f"/recommendations/new?teacher_id={teacher}"),
        (hr, "/school/decisions/gate"),
        (hr, f"/school/rulings/exempt/{teacher}"),
        (admin, "/law/additions/rule"),
    ):
        kept = rf'<form method="post"[^>]* data-keep="\d+:{re.escape(path)}'
        assert re.search(kept, client.get(path).text), path
