"""A plan from its first word to the record made from it, as its people do it; a department's five years."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import clock
from app.domain.facts import RecordStatus
from app.extensions import db
from app.plans.models import PracticePlan
from app.practice.models import PracticeRecord
from tests.browser.conftest import DESKTOP, PHONE, choose_place, enter, is_fine
from tests.cast import make_cast
from tests.samples import pdf


def write_draft(page: Page) -> None:
    """Place and days first; the slip tells what it would come to."""
    today = clock.today()
    page.goto("/plans")
    page.get_by_role("link", name="写一份计划").click()
    choose_place(page, "示例重工有限公司")
    page.get_by_label("开始日期").fill(today.isoformat())
    page.get_by_label("结束日期").fill((today + timedelta(days=4)).isoformat())
    page.get_by_label("每天（含周末和节假日）").check()
    expect(page.locator("#slip")).to_contain_text("共 5 天 40 小时")
    expect(page.locator("#slip")).to_contain_text("按这个计划完成后")
    is_fine(page, told_twice=True)
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("处要补齐").first).to_be_visible()


def complete(page: Page) -> None:
    """Handing in says what is missing, field by field."""
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("请填写岗位").last).to_be_visible()
    is_fine(page, told_twice=True)
    page.get_by_label("岗位").fill("设备维护")
    page.get_by_label("目标与任务").fill("学会点检")
    page.get_by_label("怎样用到教学里").fill("更新实训项目")
    page.get_by_label("企业指导人").fill("示例师傅")
    page.get_by_label("联系电话").fill("024-8000 0000")
    page.get_by_label("待签").check()
    page.get_by_label("保险").fill("雇主责任险")
    page.get_by_label("安全教育").fill("进厂时讲解")
    for answer in page.get_by_label("没有", exact=True).all():
        answer.check()
    page.get_by_role("button", name="保存", exact=True).click()
    submit(page)


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("待初审").first).to_be_visible()


def open_waiting(page: Page) -> None:
    page.goto("/plans")
    page.get_by_role("link", name="去审核").click()


def a_week_goes_by() -> None:
    """The same plan, looked at seven days later."""
    db.session.rollback()
    plan = db.session.scalars(select(PracticePlan)).one()
    plan.first_day -= timedelta(days=7)
    plan.last_day -= timedelta(days=7)
    db.session.commit()


def send_back(head: Page, why: str) -> None:
    open_waiting(head)
    expect(head.get_by_text("协议待签：请确认去之前签好")).to_be_visible()
    is_fine(head, told_twice=True)
    head.locator("summary", has_text="退回修改").click()
    head.get_by_label("请写明原因").locator("visible=true").fill(why)
    head.get_by_role("button", name="确认退回修改").click()
    expect(head.get_by_text("的计划已退回")).to_be_visible()


def amend(page: Page, why: str) -> None:
    page.reload()
    expect(page.get_by_text(why).first).to_be_visible()
    page.get_by_role("link", name="修改", exact=True).click()
    page.get_by_label("目标与任务").fill("学会点检，写出一份工艺卡")
    page.get_by_role("button", name="保存", exact=True).click()
    submit(page)


def agree(page: Page, button: str, said: str) -> None:
    open_waiting(page)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said)).to_be_visible()


def write_a_week(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name="写周志").click()
    is_fine(page, told_twice=True)
    page.get_by_label("这一周做了什么").fill("跟班点检")
    page.get_by_label("出勤").fill("1")
    page.get_by_label("合计时间").fill("8")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("周志已保存")).to_be_visible()
    expect(page.get_by_text("单凭周志不计入达标情况")).to_be_visible()


def look_in(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name="写检查记录").click()
    is_fine(page, told_twice=True)
    page.get_by_label("实地").check()
    page.get_by_label("检查情况").fill("在岗，任务与计划一致")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("检查记录已保存")).to_be_visible()


def sum_up(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("在岗，任务与计划一致").first).to_be_visible()
    page.get_by_role("link", name="写总结").first.click()
    is_fine(page, told_twice=True)
    page.get_by_label("总结", exact=True).fill("写出了一份工艺卡")
    page.get_by_label("优秀").check()
    page.get_by_role("button", name="保存", exact=True).click()


def make_the_record(page: Page) -> None:
    """One press, a file, and it is handed in."""
    page.get_by_role("button", name="由计划生成实践记录").click()
    expect(page.get_by_text("来自实践计划")).to_be_visible()
    expect(page.get_by_text("目标与任务：学会点检，写出一份工艺卡")).to_be_visible()
    page.get_by_label("上传佐证").set_input_files(
        [{"name": "鉴定表.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.get_by_role("button", name="上传", exact=True).click()
    submit(page)
    page.get_by_role("link", name="实践计划", exact=True).click()
    expect(page.get_by_text("实践记录正在审核")).to_be_visible()
    is_fine(page, told_twice=True)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_plan_becomes_a_record(app, open_browser, size):
    cast = make_cast()
    teacher, head = enter(open_browser(size), cast.teacher), enter(open_browser(size), cast.head)
    write_draft(teacher)
    complete(teacher)
    send_back(head, "任务写得太少")
    amend(teacher, "任务写得太少")
    agree(head, "同意", "接着由人事处审批")
    agree(enter(open_browser(size), cast.hr), "批准", "的计划已批准")
    write_a_week(teacher)
    look_in(head)
    a_week_goes_by()
    sum_up(teacher)
    make_the_record(teacher)
    db.session.rollback()  # see what the browsers have written
    record = db.session.scalars(select(PracticeRecord)).one()
    assert (record.status, record.half_hours) == (RecordStatus.SUBMITTED, 16)
    assert [file.name for file in record.evidence] == ["鉴定表.pdf"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_head_plans_five_years(app, open_browser, size):
    cast = make_cast()
    head = enter(open_browser(size), cast.head)
    head.goto("/plans")
    head.get_by_role("link", name="机电系").click()
    year = clock.today().year
    head.get_by_label(f"示例王明 {year} 年计划天数").fill("400")
    head.get_by_role("button", name="保存").click()
    expect(head.get_by_text("天数应在 0 至 366 之间").last).to_be_visible()
    is_fine(head, told_twice=True)
    head.get_by_label(f"示例王明 {year} 年计划天数").fill("22")
    head.get_by_label("示例王明 备注").fill("先去流动站")
    head.get_by_role("button", name="保存").click()
    expect(head.get_by_text("上次保存：示例赵主任")).to_be_visible()
    expect(head.get_by_label("示例王明 备注")).to_have_value("先去流动站")
    is_fine(head, told_twice=True)
