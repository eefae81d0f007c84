"""The list by month: it comes by itself, narrows by a month, and opens without scripts by a link."""

from datetime import date

from playwright.sync_api import expect

from app.domain.facts import RecordStatus
from app.extensions import db
from tests.browser.conftest import PHONE, enter, is_fine, sideways_overflow
from tests.builders import give_default_decisions, make_record
from tests.cast import make_cast


def test_hr_sees_who_is_due_by_month_and_goes_on_to_the_arithmetic(app, open_browser):
    cast = make_cast()
    give_default_decisions(cast.school)
    make_record(
        cast.teacher_post, cast.site, date(2022, 1, 4), date(2022, 7, 15),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
    )  # fmt: skip
    db.session.commit()
    page = enter(open_browser(), cast.hr)
    page.goto("/school/standing?as_of=2026-11-26")
    page.get_by_role("link", name="何时到期").click()
    expect(page.get_by_role("heading", name="名单")).to_be_visible()
    expect(page.locator("progress")).to_have_count(0)
    is_fine(page)
    page.get_by_role("link", name="2027 年 1 月", exact=True).click()
    row = page.get_by_role("row").filter(has_text="示例王明")
    expect(row).to_contain_text("将低于要求")
    expect(page.get_by_role("row").filter(has_text="示例李华")).to_have_count(0)
    page.set_viewport_size(PHONE)
    assert sideways_overflow(page) <= 0
    row.get_by_role("link", name="计算过程").click()
    expect(page.get_by_text("下一步：若不再增加，2027 年 1 月 21 日起将低于要求")).to_be_visible()


def test_a_list_that_could_not_be_fetched_says_so_and_offers_it_as_a_page(app, open_browser):
    cast = make_cast()
    give_default_decisions(cast.school)
    db.session.commit()
    page = enter(open_browser(), cast.hr)
    page.route("**/by-when?*part=1", lambda route: route.abort())
    page.goto("/school/by-when?as_of=2026-11-26")
    page.get_by_role("link", name="再算一次").click()
    expect(page.get_by_role("heading", name="名单")).to_be_visible()


def test_without_scripts_a_link_opens_the_list_and_it_goes_on_so(app, open_browser):
    cast = make_cast()
    give_default_decisions(cast.school)
    db.session.commit()
    page = enter(open_browser(scripts=False), cast.hr)
    page.goto("/school/by-when?as_of=2026-11-26")
    page.get_by_role("link", name="逐人计算并列出").click()
    page.get_by_role("link", name="2026 年 12 月", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="示例李华")).to_contain_text("期限将到")
