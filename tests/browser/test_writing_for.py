"""HR writes for a teacher and another HR person decides; a wrong click is taken back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.domain.facts import RecordStatus as S
from app.extensions import db
from tests.browser.conftest import DESKTOP, PHONE, choose_place, enter, is_fine, sideways_overflow
from tests.browser.test_whole_job import decide
from tests.cast import make_cast
from tests.features.desk import send, status_of
from tests.samples import pdf


def write_for_the_teacher(page: Page, teacher_id: int) -> None:
    today = clock.today()
    page.goto(f"/people/{teacher_id}")
    page.get_by_role("link", name="代填实践记录").click()
    expect(page.get_by_role("heading", name="代示例王明记一段实践")).to_be_visible()
    choose_place(page, "示例重工有限公司")
    page.get_by_label("开始日期").fill((today - timedelta(days=35)).isoformat())
    page.get_by_label("结束日期").fill((today - timedelta(days=1)).isoformat())
    page.get_by_label("做了什么").last.fill("参加示例产线的设备维护")
    expect(page.locator("#slip")).to_contain_text("共")
    page.get_by_label("佐证文件").set_input_files(
        [{"name": "鉴定表.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("这条记录由您代填")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("待初审").first).to_be_visible()


def test_hr_writes_and_another_hr_person_approves(app, open_browser):
    del app
    cast = make_cast()
    hr, teacher = enter(open_browser(), cast.hr), enter(open_browser(PHONE), cast.teacher)
    write_for_the_teacher(hr, cast.teacher_post.id)
    mine = hr.url

    teacher.goto("/records")
    teacher.get_by_role("link", name="示例重工有限公司", exact=True).click()
    expect(teacher.get_by_text("由示例孙人事代填。请核对")).to_be_visible()
    assert sideways_overflow(teacher) <= 0

    decide(enter(open_browser(PHONE), cast.head), "初审通过")
    hr.goto("/reviews")
    expect(hr.get_by_text("没有等您审核的记录")).to_be_visible()
    hr.goto(mine)
    expect(hr.get_by_text("您可以修改和提交，但不能审核")).to_be_visible()
    expect(hr.get_by_text("等待人事处示例周人事审批")).to_be_visible()
    hr2 = enter(open_browser(), cast.hr2)
    decide(hr2, "通过")
    expect(hr2.get_by_text("从现在起计入达标情况")).to_be_visible()
    teacher.reload()
    expect(teacher.get_by_text("已通过").first).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_wrong_click_is_taken_back(app, open_browser, size):
    del app
    cast = make_cast()
    record = send(cast, status=S.ENDORSED)
    db.session.commit()
    hr = enter(open_browser(size), cast.hr)
    decide(hr, "通过")
    is_fine(hr, told_twice=True)
    hr.get_by_role("button", name="撤回刚才的决定").click()
    expect(hr.get_by_text("已撤回刚才的决定，这条记录现在是“待审批”")).to_be_visible()
    expect(hr.get_by_text("收回了刚才的决定")).to_be_visible()
    db.session.rollback()
    assert status_of(record) is S.ENDORSED

    decide(hr, "通过")
    hr.goto(f"/records/{record.id}")
    hr.get_by_role("button", name="撤回刚才的决定").click()
    expect(hr.get_by_text("已撤回刚才的决定")).to_be_visible()
