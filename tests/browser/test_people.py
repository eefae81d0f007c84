"""A correction asked for on the phone and made at the desk; a leave that changes what the standing says."""

import pytest
from playwright.sync_api import expect

from app import clock
from app.extensions import db
from tests.browser.conftest import PHONE, enter, is_fine
from tests.builders import give_default_decisions, make_leave
from tests.cast import Cast, make_cast


@pytest.fixture
def story(app) -> Cast:
    """A school that judges by the usual rules, and nobody has practised yet."""
    del app
    cast = make_cast()
    give_default_decisions(cast.school)
    db.session.commit()
    return cast


def test_a_teacher_asks_on_the_phone_hr_corrects_and_the_teacher_reads_it(story, open_browser):
    phone = enter(open_browser(PHONE), story.teacher)
    phone.get_by_role("navigation", name="常用").get_by_role("link", name="我").click()
    expect(phone.get_by_text("由这个系部的负责人初审您的记录")).to_be_visible()
    is_fine(phone)
    phone.get_by_role("link", name="入职日期：这里有误？").click()
    expect(phone.get_by_role("radio", name="入职日期")).to_be_checked()
    phone.get_by_label("依据").fill("聘用合同上是 2014 年 7 月 1 日")
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.get_by_text("请填写应该是什么").first).to_be_visible()
    is_fine(phone)
    phone.get_by_label("应该是").fill("2014-07-01")
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.get_by_text("已提交，人事处会收到通知")).to_be_visible()
    is_fine(phone)

    desk = enter(open_browser(), story.hr)
    desk.get_by_role("navigation", name="主导航").get_by_role("link", name="人员 1").click()
    desk.get_by_role("link", name="更正申请（1 份等待答复）").click()
    is_fine(desk)
    desk.get_by_role("link", name="示例王明的入职日期：核对并答复").click()
    expect(desk.get_by_text("2015-09-01")).to_be_visible()
    is_fine(desk)
    desk.get_by_role("link", name="去更改入职日期").click()
    expect(desk.get_by_label("本人申请更正")).to_contain_text("2014-07-01")
    is_fine(desk)
    desk.get_by_label("入职日期", exact=True).fill("2014-07-01")
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("textbox", name="答复").fill("已按合同改好")
    is_fine(desk)
    desk.get_by_role("button", name="答复：已更正").click()
    expect(desk.get_by_text("已答复，本人会收到通知")).to_be_visible()

    phone.goto("/me")
    expect(phone.get_by_text("已按合同改好")).to_be_visible()
    expect(phone.get_by_role("row", name="入职日期")).to_contain_text("2014-07-01")
    is_fine(phone)


def test_hr_enters_a_leave_and_the_standing_waits_for_a_ruling(story, open_browser):
    year = clock.today().year - 1
    desk = enter(open_browser(), story.hr)
    standing = f"/standing/{story.teacher_post.id}"
    desk.goto(standing)
    last_year = desk.get_by_role("row").filter(has_text=f"{year}-01-01")
    expect(last_year).to_contain_text("未达标")
    desk.goto(f"/people/{story.teacher_post.id}")
    desk.get_by_text("登记离岗", exact=True).first.click()
    desk.get_by_label("离岗第一天").fill(f"{year}-03-01")
    desk.get_by_label("离岗最后一天").fill(f"{year}-02-01")
    desk.get_by_role("button", name="登记离岗").click()
    expect(desk.get_by_text("最后一天早于第一天").first).to_be_visible()
    is_fine(desk)
    desk.get_by_label("离岗最后一天").fill(f"{year}-06-30")
    desk.get_by_role("button", name="登记离岗").click()
    expect(desk.get_by_text("离岗已登记")).to_be_visible()
    is_fine(desk)
    desk.goto(standing)
    expect(last_year).to_contain_text("待裁定")
    expect(last_year).to_contain_text("这一年有经批准的离岗，是否豁免需学校裁定")


@pytest.mark.parametrize("path", ["/people", "/people/{teacher}", "/people/staff/{person}/edit", "/me"])
def test_a_name_as_long_as_the_field_fits_a_phone(story, open_browser, path):
    story.hr.person.name = "示例" + "㛃𬭎" * 29
    story.hr.person.email = "e" * 240 + "@example.edu"
    story.hr_post.specialty = "专" * 60
    make_leave(story.hr_post, by=story.hr2, document="示例院人〔2025〕" + "8" * 60)
    db.session.commit()
    page = enter(open_browser(PHONE), story.hr)
    page.goto(path.format(teacher=story.hr_post.id, person=story.hr.person_id))
    is_fine(page)
