"""Ten months instead of six: proposed at the desk, its impact seen, confirmed by another on the phone."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.domain.facts import RecordStatus
from app.extensions import db
from tests.browser.conftest import PHONE, enter, is_fine
from tests.builders import give_default_decisions, make_decision, make_record
from tests.cast import Cast, make_cast


@pytest.fixture
def between(app) -> Cast:
    """The teacher has between six and ten months in the years that count."""
    del app
    cast = make_cast()
    give_default_decisions(cast.school)
    year = clock.today().year - 2
    make_record(
        cast.teacher_post, cast.site, date(year, 1, 1), date(year, 9, 15),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr2,
    )  # fmt: skip
    db.session.commit()
    return cast


def sees_the_impact(page: Page) -> None:
    """Who loses what, and why; as it stands below the decision."""
    expect(page.get_by_text("1 位的结果会改变，其中 1 位由可以推荐变为不能推荐")).to_be_visible()
    row = page.get_by_role("row", name="示例王明")
    expect(row).to_contain_text("推荐改以另一份文件为准，按这份文件是“未达标”")
    is_fine(page)


def test_the_gate_changes_once_a_second_person_has_confirmed(between, open_browser):
    desk = enter(open_browser(), between.hr)
    desk.goto("/school")
    desk.get_by_role("link", name="推荐认定以哪份文件为准：重新决定").click()
    expect(desk.locator("p.hint", has_text="仅可测算：五年 10 个月")).to_be_visible()
    desk.get_by_role("radio", name=re.compile("^五年 10 个月")).check()
    desk.get_by_label("从哪一天起执行").fill(f"{clock.today().year + 1}-01-01")
    desk.get_by_label("学校的文件或会议纪要").fill("示例院发〔2026〕21号")
    desk.get_by_label("理由").fill("从严掌握")
    is_fine(desk)
    desk.get_by_role("button", name="提出这项决定").click()
    sees_the_impact(desk)
    expect(desk.get_by_text("请等待另一人确认：示例周人事、示例吴管理")).to_be_visible()
    expect(desk.get_by_role("button", name="确认执行")).to_have_count(0)

    phone = enter(open_browser(PHONE), between.admin)
    phone.get_by_role("link", name="学校的决定和规定待确认").click()
    is_fine(phone)
    phone.get_by_role("link", name="推荐认定以哪份文件为准：看影响并确认").click()
    sees_the_impact(phone)
    phone.get_by_role("button", name="确认执行").click()
    expect(phone.get_by_text("已确认，按生效日执行")).to_be_visible()
    expect(phone.get_by_role("heading", name="确认时算出：1 人的结果改变")).to_be_visible()
    is_fine(phone)

    desk.goto("/school")
    expect(desk.get_by_text("由示例孙人事提出、示例吴管理确认")).to_be_visible()
    desk.locator("summary", has_text="全部决定的历史").click()
    is_fine(desk)


def test_without_scripts_a_link_leads_to_the_impact_and_a_failure_says_so(between, open_browser):
    decision = make_decision(between.school, by=between.hr, effective_from=date(clock.today().year + 1, 1, 1))
    db.session.commit()
    page = enter(open_browser(), between.admin)
    page.route("**/impact?part=1", lambda route: route.abort())
    page.goto(f"/school/decisions/{decision.id}")
    page.get_by_role("link", name="再算一次").click()
    sees_the_impact(page)
    page.route("**/static/part.js?v=*", lambda route: route.abort())
    page.goto(f"/school/decisions/{decision.id}")
    page.get_by_role("link", name="逐人计算并查看名单").click()
    sees_the_impact(page)
