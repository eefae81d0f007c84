"""A what-if on the desk and on the phone: the answer follows what is typed, and a period becomes a draft."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app import clock
from app.domain.facts import RecordStatus
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.browser.conftest import DESKTOP, PHONE, enter, is_fine
from tests.builders import give_default_decisions
from tests.cast import make_cast


@pytest.fixture
def story(app):
    del app
    cast = make_cast()
    give_default_decisions(cast.school)
    db.session.commit()
    return cast


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_what_if_becomes_a_draft(story, open_browser, width):
    page = enter(open_browser(width), story.teacher)
    page.get_by_role("link", name="如果再去实践，会怎样").click()
    answer = page.locator("#what-if")
    first_day = clock.today() - timedelta(days=40)
    page.get_by_label("开始日期").fill(first_day.isoformat())
    expect(answer).to_contain_text("还没有填完，暂不计入")
    page.get_by_label("结束日期").fill((first_day - timedelta(days=1)).isoformat())
    expect(page.locator(".field-error")).to_have_text("结束日期早于开始日期")
    page.get_by_label("结束日期").fill((first_day + timedelta(days=19)).isoformat())
    page.get_by_label("哪些天去").select_option(label="每天")
    expect(answer).to_contain_text("共 20 天 160 小时，都可以计入")
    expect(page.locator(".field-error")).to_have_count(0)
    expect(page.locator("#what-if-said")).to_contain_text("近五年：0 → 160 / 960 小时")
    page.wait_for_url(lambda url: f"p1-first_day={first_day}" in url)
    is_fine(page, told_twice=True)

    page.get_by_role("button", name="再加一段").click()
    second = page.get_by_role("group", name="第 2 段")
    expect(second.get_by_label("开始日期")).to_be_visible()
    expect(page.get_by_role("group", name="第 1 段").get_by_label("开始日期")).to_have_value(
        first_day.isoformat()
    )
    second.get_by_role("button", name="去掉第 2 段").click()
    expect(second).to_be_hidden()
    page.get_by_role("combobox", name="单位").fill("示例重工")
    page.get_by_role("option", name="示例重工有限公司").click()
    expect(answer.get_by_text("还没有选单位")).to_be_hidden()
    expect(answer).to_contain_text("共 20 天 160 小时")
    page.wait_for_url(lambda url: f"p1-site_id={story.site.id}" in url)
    page.reload()
    expect(page.get_by_role("combobox", name="单位")).to_have_value("示例重工有限公司")
    page.get_by_role("button", name="第 1 段：存为记录草稿").click()
    expect(page.get_by_text("已存为草稿。请补写")).to_be_visible()
    expect(page.get_by_label("开始日期")).to_have_value(first_day.isoformat())
    db.session.rollback()  # look again
    record = db.session.scalars(select(PracticeRecord)).one()
    assert (record.status, record.site_id, record.first_day) == (RecordStatus.DRAFT, story.site.id, first_day)


def test_without_scripts_a_button_asks_and_the_place_is_asked_for_next(story, open_browser):
    page = enter(open_browser(PHONE, scripts=False), story.teacher)
    page.goto(f"/standing/{story.teacher_post.id}/what-if")
    first_day = clock.today() + timedelta(days=30)
    page.get_by_label("开始日期").fill(first_day.isoformat())
    page.get_by_label("结束日期").fill((first_day + timedelta(days=4)).isoformat())
    page.get_by_label("哪些天去").select_option(label="每天")
    page.get_by_role("button", name="算一算").last.click()
    expect(page.get_by_text("共 5 天 40 小时，都可以计入")).to_be_in_viewport()
    expect(page.locator("#what-if")).to_be_focused()
    page.get_by_role("button", name="第 1 段：写成计划").click()
    expect(page.get_by_text("请补上单位，核对后存为草稿")).to_be_visible()
    expect(page.get_by_label("开始日期")).to_have_value(first_day.isoformat())


def test_hr_tries_another_gate_and_proposes_it(story, open_browser):
    page = enter(open_browser(), story.hr)
    page.goto("/school/what-if")
    gate = page.get_by_label("推荐认定以哪份文件为准")
    gate.select_option(value="LN-2021-5Y10M")
    page.get_by_role("button", name="算一算").click()
    expect(page.get_by_text("近五年已达标")).to_be_visible()
    is_fine(page)
    page.get_by_role("link", name="提议这样决定：推荐认定以哪份文件为准").click()
    expect(page.get_by_label("从哪一天起执行")).to_have_value(clock.today().isoformat())
    expect(page.locator("input[name=value]:checked")).to_have_value("LN-2021-5Y10M")
