"""The menu: where one is, and how much waits for whom."""

import re

from app import clock
from app.domain.facts import RecordStatus
from app.domain.roles import Role
from app.extensions import db
from tests.builders import (
    make_account,
    make_decision,
    make_person,
    make_plan,
    make_proposal,
    make_record,
    make_request,
    make_stand_in,
    sign_in,
)

MENU = re.compile(r'<nav class="top-nav".*?</nav>', re.DOTALL)
BAR = re.compile(r'<nav class="bottom-bar".*?</nav>', re.DOTALL)


def menu_of(client, path="/me", part=MENU):
    """The menu as text, the present entry in brackets: ``首页 [审核 2] …``."""
    shown = part.search(client.get(path).get_data(as_text=True))[0]
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
    for path in ("/school/what-if", "/school/by-when", "/school/standing"):
        assert "[达标情况]" in menu_of(sign_in(app, cast.hr), path)
    for page in ("close", "roles"):
        assert "[人员]" in menu_of(sign_in(app, cast.hr), f"/people/accounts/{cast.head.id}/{page}")
    assert "[审核]" in menu_of(sign_in(app, cast.hr), "/reviews/together")
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


def test_on_a_phone_everybody_has_their_main_job_at_hand(app, cast):
    make_record(
        cast.teacher_post, cast.site, status=RecordStatus.SUBMITTED, by=cast.teacher, reviewer=cast.head
    )
    make_stand_in(cast.colleague, cast.head, clock.today())
    hr = make_account(make_person(cast.school, "示例无教职"), Role.HR, username="office")
    db.session.commit()
    bars = {
        who.username: menu_of(sign_in(app, who), part=BAR)
        for who in (cast.teacher, cast.head, cast.colleague, hr)
    }
    assert bars == {
        cast.teacher.username: "首页 记录 记一段 提醒 [我]",
        cast.head.username: "首页 记录 记一段 审核1 [我]",
        cast.colleague.username: "首页 记录 记一段 审核1 [我]",
        "office": "首页 审核 达标情况 人员 [我]",
    }


def test_the_first_page_lists_what_the_menu_counts_and_since_when_it_waits(app, cast):
    make_plan(cast.teacher_post, cast.site, status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head)
    make_record(
        cast.teacher_post, cast.site, status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head
    )
    make_decision(cast.school, by=cast.hr)
    make_proposal(cast.teacher_post, by=cast.hr)
    make_request(cast.teacher.person)
    db.session.commit()
    client = sign_in(app, cast.hr2)
    assert menu_of(client).count(" 1") == 5
    home = client.get("/").text
    card = " ".join(re.sub(r"<[^>]+>", "", home[home.index("等我办的") :]).split())
    assert "等我审 1 份" in card
    for words in ("等我审的计划", "推荐书待决定", "信息更正待答复", "学校的决定和规定待确认"):
        assert re.search(words + r"( 最早的已等 \d+ 个工作日)? 1", card), words
    assert re.search(r"推荐书待决定 最早的已等 [1-9]\d* 个工作日 1", card)
