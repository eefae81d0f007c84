"""A week in which a colleague reviews for the head: asked on a desktop, done on a phone, over by itself."""

from datetime import timedelta

import time_machine
from playwright.sync_api import Page, expect

from app import clock
from app.domain.facts import RecordStatus as S
from app.extensions import db
from tests.browser.conftest import PHONE, enter, is_fine, sideways_overflow
from tests.cast import make_cast
from tests.features.desk import send, status_of


def ask_a_colleague(page: Page) -> None:
    today = clock.today()
    page.goto("/me")
    page.get_by_role("link", name="代办").click()
    page.get_by_label("请谁代办").select_option(label="示例李华（登录名 colleague）")
    page.get_by_label("从哪一天起").fill(today.isoformat())
    page.get_by_label("到哪一天止").fill((today - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="请这位同事代办").click()
    expect(page.get_by_text("结束日期早于开始日期").first).to_be_visible()
    page.get_by_label("到哪一天止").fill((today + timedelta(days=6)).isoformat())
    page.get_by_role("button", name="请这位同事代办").click()
    expect(page.get_by_text("已请示例李华代办，到期自动结束")).to_be_visible()
    expect(page.get_by_text("正在代办")).to_be_visible()
    is_fine(page)


def test_a_stand_in_week(app, open_browser):
    del app
    cast = make_cast()
    first, second = send(cast), send(cast)
    db.session.commit()
    head, colleague = enter(open_browser(), cast.head), enter(open_browser(PHONE), cast.colleague)
    assert colleague.goto("/reviews").status == 403
    ask_a_colleague(head)

    colleague.goto("/reviews")
    last = clock.today() + timedelta(days=6)
    until = f"代示例赵主任（机电系负责人）审核，至 {last.month} 月 {last.day} 日"
    expect(colleague.get_by_text(until)).to_be_visible()
    assert sideways_overflow(colleague) <= 0
    colleague.get_by_role("link", name="从等得最久的开始").click()
    expect(colleague.get_by_text(until)).to_be_visible()
    colleague.get_by_role("button", name="初审通过").click()
    expect(colleague.get_by_text("的记录已初审通过，接着由人事处审批")).to_be_visible()
    db.session.rollback()
    assert {status_of(first), status_of(second)} == {S.ENDORSED, S.SUBMITTED}

    teacher = enter(open_browser(PHONE), cast.teacher)
    teacher.goto(f"/records/{first.id}")
    expect(teacher.get_by_text("示例李华（代示例赵主任）")).to_be_visible()

    with time_machine.travel(clock.now() + timedelta(days=7), tick=True):
        enter(colleague, cast.colleague)
        assert colleague.goto("/reviews").status == 403
        expect(enter(head, cast.head).get_by_role("link", name="审核").first).to_be_visible()


def test_a_head_comes_back_early_and_the_desk_closes(app, open_browser):
    del app
    cast = make_cast()
    send(cast)
    db.session.commit()
    head, colleague = enter(open_browser(PHONE), cast.head), enter(open_browser(), cast.colleague)
    ask_a_colleague(head)
    assert colleague.goto("/reviews").status == 200
    head.get_by_role("button", name="提前结束").click()
    expect(head.get_by_text("示例李华的代办已结束")).to_be_visible()
    assert colleague.goto("/reviews").status == 403
