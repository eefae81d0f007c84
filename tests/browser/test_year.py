"""A year: frozen by HR, a late approval, the restatement, the comparison."""

from datetime import date

from playwright.sync_api import expect

from app import clock
from app.domain.facts import RecordStatus
from app.extensions import db
from tests.browser.conftest import PHONE, enter, sideways_overflow
from tests.browser.test_whole_job import decide
from tests.builders import give_default_decisions, make_evidence, make_record
from tests.cast import make_cast


def test_a_year_is_frozen_restated_after_a_late_approval_and_compared(app, open_browser):
    cast, last = make_cast(), clock.today().year - 1
    give_default_decisions(cast.school)
    record = make_record(
        cast.teacher_post, cast.site, date(last, 7, 1), date(last, 7, 31),
        status=RecordStatus.ENDORSED, by=cast.teacher, reviewer=cast.head,
    )  # fmt: skip
    make_evidence(record, by=cast.teacher)
    db.session.commit()

    hr = enter(open_browser(), cast.hr)
    hr.goto("/school/standing")
    hr.get_by_role("link", name="年度存档").click()
    hr.get_by_role("link", name=f"冻结 {last} 年").click()
    expect(hr.get_by_text("5 位教师")).to_be_visible()
    hr.get_by_role("button", name=f"冻结 {last} 年").click()
    expect(hr.get_by_role("heading", name=f"{last} 年企业实践存档")).to_be_visible()
    expect(hr.get_by_text(f"5 人，{last} 年已达标")).to_be_visible()
    frozen = hr.url

    decide(hr, "通过")
    hr.goto(frozen)
    hr.get_by_role("link", name="看与冻结时有什么不同").click()
    expect(hr.get_by_text("与冻结时相比，现在会有 1 人不同")).to_be_visible()
    expect(hr.get_by_text("审批通过，计入实践发生的年度").first).to_be_visible()
    hr.get_by_label("更正的原因").fill("材料补交，次年才审批")
    hr.get_by_role("button", name="冻结更正").click()
    expect(hr.get_by_role("heading", name=f"{last} 年（更正 1）企业实践存档")).to_be_visible()

    hr.get_by_role("link", name="与首次冻结对比").click()
    expect(hr.get_by_text("1 人的结论不同")).to_be_visible()
    row = hr.get_by_role("row", name=f"{last}-01-01 至 {last}-12-31")
    expect(row.get_by_text("待审核")).to_be_visible()
    expect(row.get_by_text("已达标")).to_be_visible()
    with hr.expect_download() as download:
        hr.get_by_role("link", name="下载 CSV").click()
    assert download.value.suggested_filename.startswith("存档对比-")
    hr.set_viewport_size(PHONE)
    assert sideways_overflow(hr) <= 0

    teacher = enter(open_browser(PHONE), cast.teacher)
    teacher.goto(f"/standing/{cast.teacher_post.id}")
    teacher.get_by_role("link", name=f"{last} 年", exact=True).click()
    expect(teacher.get_by_role("heading", name=f"示例王明：{last} 年（更正 1）存档")).to_be_visible()
    assert sideways_overflow(teacher) <= 0
