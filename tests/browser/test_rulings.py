"""A leave year is ruled exempt at the desk, read by the teacher on the phone, and taken back."""

import pytest
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from tests.browser.conftest import PHONE, enter, is_fine
from tests.builders import give_default_decisions, make_leave
from tests.cast import Cast, make_cast


@pytest.fixture
def story(app) -> Cast:
    """A school that judges by the usual rules; a teacher was away last spring."""
    del app
    cast = make_cast()
    give_default_decisions(cast.school)
    year = clock.today().year - 1
    make_leave(
        cast.teacher_post, clock.today().replace(year=year, month=3, day=1),
        clock.today().replace(year=year, month=6, day=30), by=cast.hr,
    )  # fmt: skip
    db.session.commit()
    return cast


def test_a_leave_year_is_ruled_exempt_read_and_taken_back(story, open_browser):
    year = clock.today().year - 1
    desk = enter(open_browser(), story.hr2)
    desk.get_by_role("link", name="待裁定").first.click()
    row = desk.get_by_role("row").filter(has_text=f"{year} 年是否豁免")
    expect(row).to_contain_text("待裁定 → 已豁免")
    is_fine(desk)
    row.get_by_role("checkbox").check()
    desk.get_by_role("button", name="裁定勾选的事项").click()
    desk.get_by_role("button", name="作出裁定").click()
    expect(desk.get_by_text("请选择如何裁定").first).to_be_visible()
    is_fine(desk)
    desk.get_by_role("radio", name="予以豁免", exact=True).check()
    desk.get_by_label("依据的文件").fill("示例院人〔2026〕12号")
    desk.get_by_label("理由").fill("经校长办公会讨论，这一年不作要求")
    desk.get_by_role("button", name="作出裁定").click()
    number = f"10001-CD-{clock.today().year}-0001"
    expect(desk.get_by_text(f"已裁定 1 项，编号 {number}")).to_be_visible()
    expect(desk.get_by_text("没有等待裁定的事")).to_be_visible()

    phone = enter(open_browser(PHONE), story.teacher)
    phone.goto(f"/standing/{story.teacher_post.id}")
    last_year = phone.get_by_role("row").filter(has_text=f"{year}-01-01")
    expect(last_year).to_contain_text("已豁免")
    expect(last_year).to_contain_text(f"学校裁定（{number}）予以豁免，不等于达标")
    is_fine(phone)
    phone.get_by_role("link", name=number).click()
    expect(phone.get_by_text("经校长办公会讨论，这一年不作要求").first).to_be_visible()
    is_fine(phone)

    desk.get_by_role("link", name=number).click()
    desk.locator("summary", has_text="撤销裁定").click()
    desk.get_by_label("撤销原因").fill("离岗的日期登记有误")
    is_fine(desk)
    desk.get_by_role("button", name="确认撤销裁定").click()
    expect(desk.get_by_text("这件事已回到待裁定的列表")).to_be_visible()
    desk.get_by_role("navigation", name="位置").get_by_role("link", name="待裁定").click()
    expect(desk.get_by_role("row").filter(has_text=f"{year} 年是否豁免")).to_be_visible()

    phone.goto(f"/standing/{story.teacher_post.id}")
    expect(last_year).to_contain_text("待裁定")
