"""A teacher asks the enterprise, its mentor corrects and confirms on a phone, HR sees it."""

import pytest
from playwright.sync_api import Page, expect

from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.browser.conftest import PHONE, enter, is_fine
from tests.builders import make_evidence, make_record
from tests.cast import Cast, make_cast


@pytest.fixture
def story(app) -> Cast:
    del app
    cast = make_cast()
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    make_evidence(record, by=cast.teacher)
    db.session.commit()
    return cast


def make_link(page: Page) -> str:
    """On the record's page; gives the path of the link."""
    page.goto("/records")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="请企业确认").click()
    page.get_by_label("企业指导人姓名").fill("示例陈师傅")
    page.get_by_label("职务").fill("车间主任")
    page.get_by_role("button", name="生成链接").click()
    expect(page.get_by_text("链接已生成")).to_be_visible()
    is_fine(page)
    return page.get_by_label("链接", exact=True).input_value().removeprefix("http://127.0.0.1:5000")


def test_corrected_then_confirmed_then_seen_at_the_desk(story, open_browser):
    teacher, mentor = enter(open_browser(), story.teacher), open_browser(PHONE)
    mentor.goto(make_link(teacher))
    expect(mentor.get_by_text("2026-07-06 至 2026-07-31")).to_be_visible()
    is_fine(mentor)
    mentor.locator("summary", has_text="有出入，我来更正").click()
    mentor.get_by_label("结束日期").fill("2026-07-01")
    mentor.get_by_label("说明").fill("最后一周去了别处")
    mentor.get_by_role("button", name="提交更正").click()
    expect(mentor.locator("#error-summary")).to_contain_text("结束日期早于开始日期")
    expect(mentor.locator("#error-summary")).to_be_focused()
    expect(mentor.get_by_label("说明")).to_have_value("最后一周去了别处")
    is_fine(mentor)
    mentor.get_by_label("结束日期").fill("2026-07-24")
    mentor.get_by_role("button", name="提交更正").click()
    expect(mentor.get_by_role("heading", name="已提交更正")).to_be_visible()
    is_fine(mentor)

    teacher.goto("/")
    teacher.get_by_role("link", name="企业有不同意见").click()
    teacher.locator("tbody a").first.click()
    expect(teacher.get_by_text("结束日期应为 2026-07-24；说明：最后一周去了别处").first).to_be_visible()
    teacher.get_by_role("link", name="按企业的更正修改").click()
    expect(teacher.get_by_label("结束日期")).to_have_value("2026-07-24")
    expect(teacher.locator("#slip")).to_contain_text("共 15 天 120 小时")
    teacher.get_by_role("button", name="保存").click()
    expect(teacher.get_by_text("已保存")).to_be_visible()
    teacher.get_by_role("button", name="提交").click()
    expect(teacher.get_by_text("待初审").first).to_be_visible()
    link = make_link(teacher)

    mentor.goto(link)
    expect(mentor.get_by_text("15 天，共 120 小时")).to_be_visible()
    mentor.get_by_role("button", name="确认属实").click()
    expect(mentor.get_by_role("heading", name="已确认属实")).to_be_visible()
    mentor.reload()
    expect(mentor.get_by_role("heading", name="已确认属实")).to_be_visible()

    head = enter(open_browser(), story.head)
    head.goto("/reviews")
    head.get_by_role("link", name="从等得最久的开始").click()
    head.get_by_role("button", name="初审通过").click()
    hr = enter(open_browser(), story.hr)
    hr.goto("/reviews")
    expect(hr.get_by_text("企业在线确认").first).to_be_visible()
    hr.get_by_role("link", name="从等得最久的开始").click()
    expect(hr.locator(".desk-record").get_by_text("企业在线确认")).to_be_visible()
    hr.get_by_text("登记已核验原件").click()
    hr.get_by_role("button", name="确认登记").click()
    expect(hr.get_by_text("核验了原件")).to_be_visible()
    is_fine(hr)
    db.session.rollback()  # see what the browsers have written
    record = db.session.query(PracticeRecord).one()
    assert (record.status, record.confirmation) == (RecordStatus.ENDORSED, ConfirmationState.CONFIRMED)


def test_the_message_is_copied_with_one_press(story, open_browser):
    page = enter(open_browser(), story.teacher)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    link = make_link(page)
    page.get_by_role("button", name="复制这段话").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert link in page.evaluate("navigator.clipboard.readText()")


def test_a_refusal_opens_in_place_and_names_what_is_missing(story, open_browser):
    mentor = open_browser(PHONE)
    mentor.goto(make_link(enter(open_browser(), story.teacher)))
    mentor.locator("summary", has_text="拒绝").click()
    mentor.get_by_label("拒绝的原因").fill("　 ")
    mentor.get_by_role("button", name="确认拒绝").click()
    expect(mentor.get_by_text("请写明为什么不能确认").first).to_be_visible()
    mentor.get_by_label("拒绝的原因").fill("这段时间没有来过")
    mentor.reload()
    mentor.get_by_role("button", name="恢复刚才没保存的内容").click()
    mentor.get_by_role("button", name="确认拒绝").click()
    expect(mentor.get_by_role("heading", name="已拒绝确认")).to_be_visible()
