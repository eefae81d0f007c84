"""The menu: where one is, and how much waits for whom."""

import re

from app.domain.facts import RecordStatus
from app.extensions import db
from tests.builders import make_record, sign_in

MENU = re.compile(r'<nav class="top-nav".*?</nav>', re.DOTALL)


def menu_of(client, path="/me"):
    """The menu as text, the present entry in brackets: ``首页 [审核 2] …``."""
    shown = MENU.search(client.get(path).get_data(as_text=True))[0]
    shown = re.sub(r"<a [^>]*aria-current[^>]*>(.*?)</a>", r"[\1]", shown, flags=re.DOTALL)
    shown = re.sub(r'<span class="visually-hidden">.*?</span>', "", shown)
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def test_everybody_sees_how_much_waits_for_them_and_nothing_where_nothing_does(app, cast):
    for name in ("submitted", "submitted", "endorsed", "returned", "draft", "withdrawn"):
        status = RecordStatus(name)
        make_record(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.head)
    db.session.commit()
    assert "记录 3" in menu_of(sign_in(app, cast.teacher))
    assert "审核 2" in menu_of(sign_in(app, cast.head))
    assert "审核 1" in menu_of(sign_in(app, cast.hr))
    assert not re.search(r"\d", menu_of(sign_in(app, cast.colleague)))


def test_a_page_below_an_entry_marks_the_entry(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    db.session.commit()
    assert "[记录 1]" in menu_of(sign_in(app, cast.teacher), f"/records/{record.id}")
    assert "[记一段]" in menu_of(sign_in(app, cast.teacher), "/records/new")
    assert "[人员]" in menu_of(sign_in(app, cast.hr), "/people/new")
    assert "[学校设置]" in menu_of(sign_in(app, cast.hr), "/school/decisions/gate")
    assert "[" not in menu_of(sign_in(app, cast.hr), f"/standing/{cast.teacher_post.id}")


def test_a_form_whose_session_is_over_gives_the_words_back_and_a_way_to_sign_in(app, cast):
    client = app.test_client()
    typed = "跟班学习数控机床装配与调试"
    answer = client.post(
        "/records/new", data={"tasks": typed, "first_day": "2026-07-06", "password": "not this one"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert typed in page
    assert "not this one" not in page
    assert "重新登录" in page
