"""A new version of a rule: entered by the administrator, published by HR, read by a teacher."""

from datetime import date

from playwright.sync_api import expect

from app import clock
from app.domain.facts import RecordStatus
from app.extensions import db
from tests.browser.conftest import PHONE, enter, is_fine
from tests.builders import TWO_MONTHS, give_default_decisions, make_record
from tests.cast import make_cast


def test_a_new_version_from_entry_to_the_teachers_page(app, open_browser):
    del app
    cast, year = make_cast(), clock.today().year
    give_default_decisions(cast.school)
    make_record(
        cast.teacher_post, cast.site, date(year - 1, 7, 1), date(year - 1, 7, 31),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
    )  # fmt: skip
    db.session.commit()

    admin = enter(open_browser(PHONE), cast.admin)
    admin.goto("/law")
    admin.get_by_role("link", name="录入 LN-2022-1M 的新版本").click()
    is_fine(admin)
    admin.get_by_label("不少于几个月").fill("2")
    admin.get_by_label("学校依据的文件或会议纪要").fill("示例院发〔2026〕5号")
    admin.get_by_label("录入的理由").fill("市里发了新的办法")
    admin.get_by_role("button", name="录入，先看影响").click()
    expect(admin.locator("#effective_from-error")).to_have_text("现行有效的文件须填写生效日")
    expect(admin.get_by_label("录入的理由")).to_have_value("市里发了新的办法")
    is_fine(admin)
    admin.locator("#effective_from").fill(f"{year - 1}-01-01")
    admin.get_by_role("button", name="录入，先看影响").click()
    expect(admin.get_by_text("已录入")).to_be_visible()
    for path in ("/law/additions/counting", "/law/additions/text"):
        admin.goto(path)
        is_fine(admin)
    admin.locator("#files").set_input_files(
        {"name": "rule.toml", "mimeType": "text/plain", "buffer": TWO_MONTHS.replace("[cit", "[zit").encode()}
    )
    admin.get_by_label("学校依据的文件或会议纪要").fill("示例院发〔2026〕5号")
    admin.get_by_label("录入的理由").fill("市里发了新的办法")
    admin.get_by_role("button", name="录入，先看影响").click()
    expect(admin.locator("#text-error")).to_have_text("citation：缺少这个键")

    hr = enter(open_browser(), cast.hr2)
    hr.goto("/law")
    hr.get_by_role("link", name="本校录入的版本").click()
    hr.get_by_role("link", name="规则 LN-2022-1M 第 2 版").click()
    effect = hr.get_by_role("region", name="结果会改变的教师")
    expect(effect.get_by_role("link", name="示例王明").first).to_be_visible()
    expect(effect).to_contain_text("要求由 160 小时变为 320 小时")
    is_fine(hr)
    hr.get_by_role("button", name="公布", exact=True).click()
    expect(hr.get_by_text("已公布，自它的日期起")).to_be_visible()
    is_fine(hr)

    teacher = enter(open_browser(PHONE), cast.teacher)
    teacher.goto(f"/standing/{cast.teacher_post.id}/LN-2022-1M/{year - 1}-01-01")
    expect(teacher.get_by_text("LN-2022-1M 第 2 版")).to_be_visible()
    expect(teacher.get_by_text("要求：2 个月 × 160 小时/月 = 320 小时")).to_be_visible()
    teacher.goto("/law#timeline")
    expect(teacher.get_by_text("本校录入：示例周人事于")).to_be_visible()
    expect(teacher.locator("svg.timeline-narrow")).to_be_visible()
    is_fine(teacher)
