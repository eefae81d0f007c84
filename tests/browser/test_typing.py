"""Typing a record: the slip beside it, and nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import clock
from app.accounts.sessions import end_sign_ins
from app.domain.facts import RecordStatus
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.browser.conftest import DESKTOP, PHONE, choose_place, enter, is_fine
from tests.builders import PASSWORD, make_record
from tests.cast import Cast, make_cast

RESTORE = "恢复刚才没保存的内容"


@pytest.fixture
def story(app) -> Cast:
    """A teacher who has been there in the first days of July already."""
    del app
    cast = make_cast()
    make_record(
        cast.teacher_post, cast.site, status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
        first_day=cast.teacher_post.hired_on.replace(year=2026, month=7, day=1),
        last_day=cast.teacher_post.hired_on.replace(year=2026, month=7, day=8),
    )  # fmt: skip
    db.session.commit()
    return cast


def write(page: Page) -> None:
    choose_place(page, "示例重工有限公司")
    page.get_by_label("开始日期").fill("2026-07-06")
    page.get_by_label("结束日期").fill("2026-07-31")
    page.get_by_label("岗位").fill("设备维护")
    page.get_by_label("做了什么").last.fill("参加示例产线的调试，\n写了两页记录")


def sign_in_here(page: Page, story: Cast) -> None:
    """On the page that asks for it; unlike ``enter`` it keeps where to go on to."""
    page.get_by_label("登录名").fill(story.teacher.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/records/new**")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_slip_follows_what_is_typed(story, open_browser, size):
    page = enter(open_browser(size), story.teacher)
    page.goto("/records/new")
    expect(page.get_by_text("填好单位和日期，这里会算出能计多少小时")).to_be_visible()
    write(page)
    expect(page.locator("#slip")).to_contain_text("共 20 天 160 小时，其中可以计入 17 天 136 小时")
    expect(page.locator("#slip")).to_contain_text("同日 3 天：7 月 6 日至 8 日")
    expect(page.locator("#slip-said")).to_contain_text("2026 年：48 → 184 / 160 小时")
    is_fine(page, told_twice=True)
    form, slip = page.locator("form.sheet").bounding_box(), page.locator("#slip").bounding_box()
    beside = slip["x"] >= form["x"] + form["width"]
    assert beside if size is DESKTOP else slip["y"] >= form["y"] + form["height"]

    page.get_by_label("结束日期").fill("2026-07-01")
    expect(page.locator("#slip")).to_contain_text("结束日期早于开始日期")


def test_signed_out_in_another_tab_what_was_typed_comes_back_and_is_saved(story, open_browser):
    page = enter(open_browser(), story.teacher)
    page.goto("/records/new")
    write(page)
    expect(page.locator("#slip")).to_contain_text("共 20 天")
    other = page.context.new_page()
    other.goto("/me")
    other.get_by_role("button", name="退出登录").click()
    other.wait_for_url("**/sign-in")

    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("写了两页记录")).to_be_visible()  # also where no script has kept it
    page.get_by_role("link", name="重新登录").click()
    sign_in_here(page, story)
    expect(page.get_by_label("做了什么").last).to_have_value("")
    is_fine(page)
    page.get_by_role("button", name=RESTORE).click()
    expect(page.get_by_label("做了什么").last).to_have_value("参加示例产线的调试，\n写了两页记录")
    expect(page.locator("#slip")).to_contain_text("共 20 天")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    db.session.rollback()  # see what the browser has written
    written = select(PracticeRecord).where(PracticeRecord.status == RecordStatus.DRAFT)
    assert db.session.scalars(written).one().post == "设备维护"

    page.goto("/records/new")
    expect(page.get_by_text("填好单位和日期")).to_be_visible()
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)


def test_a_sign_in_that_ran_out_leads_back_to_the_form(story, open_browser):
    page = enter(open_browser(), story.teacher)
    page.goto("/records/new?kind=practice")
    write(page)
    db.session.rollback()  # begin anew, after what signing in has written
    end_sign_ins(story.teacher, reason="password", at=clock.now())
    db.session.commit()
    page.get_by_label("岗位").fill("设备维护与调试")
    expect(page.locator("#slip")).to_contain_text("登录已过期")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("请先登录，登录后会回到刚才的页面")).to_be_visible()
    sign_in_here(page, story)
    page.get_by_role("button", name=RESTORE).click()
    expect(page.get_by_label("岗位")).to_have_value("设备维护与调试")


def test_a_closed_tab_loses_nothing_and_signing_out_forgets(story, open_browser):
    page = enter(open_browser(), story.teacher)
    page.goto("/records/new")
    write(page)
    page.goto("/me")
    page.goto("/records/new?kind=practice")
    expect(page.get_by_role("button", name=RESTORE)).to_be_visible()
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url("**/sign-in")
    enter(page, story.teacher).goto("/records/new")
    expect(page.get_by_text("填好单位和日期")).to_be_visible()
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)


def test_what_one_person_typed_is_not_offered_to_another(story, open_browser):
    page = enter(open_browser(), story.teacher)
    page.goto("/records/new")
    write(page)
    page.context.clear_cookies()
    enter(page, story.colleague).goto("/records/new")
    expect(page.get_by_text("填好单位和日期")).to_be_visible()
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)


def test_a_form_with_errors_keeps_its_text_and_offers_nothing(story, open_browser):
    page = enter(open_browser(), story.teacher)
    page.goto("/records/new")
    write(page)
    page.get_by_label("结束日期").fill("2026-07-01")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.get_by_label("岗位")).to_have_value("设备维护")
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
