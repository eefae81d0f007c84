"""Writing down a stretch is pleasant: looking for the place, clicking days, going by an earlier record."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.domain.facts import RecordStatus
from app.domain.sites import SiteKind, SiteLevel
from app.extensions import db
from app.practice.models import PracticeRecord
from app.venues.models import Site
from tests.browser.conftest import DESKTOP, PHONE, choose_place, enter, is_fine, sideways_overflow
from tests.builders import make_record, make_site
from tests.cast import Cast, make_cast

CODE = "91350100M000100Y43"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
RESTORE = "恢复刚才没保存的内容"


@pytest.fixture
def story(app) -> Cast:
    """A school with a few dozen places, and a teacher who has been at one of them."""
    del app
    cast = make_cast()
    cast.site.credit_code = CODE
    for number in range(30):
        make_site(cast.school, f"示例东港第{number}机械有限公司")
    make_site(
        cast.school, "示例东港教师企业实践流动站", kind=SiteKind.STATION, level=SiteLevel.PROVINCIAL,
        valid_from=date(2026, 1, 1), valid_to=date(2026, 7, 20),
    )  # fmt: skip
    make_record(
        cast.teacher_post, cast.site, date(2025, 7, 7), date(2025, 7, 18), status=RecordStatus.APPROVED,
        by=cast.teacher, reviewer=cast.hr, half_hours=12, post="工艺岗", tasks="改进示例工艺",
    )  # fmt: skip
    db.session.commit()
    return cast


def open_form(page: Page, story: Cast, path: str = "/records/new") -> Page:
    enter(page, story.teacher).goto(path)
    return page


def write_days(page: Page, first: str = "2026-07-06", last: str = "2026-07-31") -> None:
    page.get_by_label("开始日期").fill(first)
    page.get_by_label("结束日期").fill(last)


def day(page: Page, iso: str):
    return page.locator(f"[data-day='{iso}']")


def found(page: Page):
    """The options of the search; other lists of the form have options as well."""
    return page.get_by_role("listbox", name="找到的单位").get_by_role("option")


def the_draft() -> PracticeRecord:
    db.session.rollback()  # see what the browser has written
    return db.session.scalars(select(PracticeRecord).where(PracticeRecord.status == RecordStatus.DRAFT)).one()


def save(page: Page) -> PracticeRecord:
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    return the_draft()


def test_a_place_is_found_by_a_part_of_its_name_with_the_keyboard_alone(story, open_browser):
    page = open_form(open_browser(DESKTOP), story)
    box = page.get_by_role("combobox", name="实践单位")
    box.focus()
    page.keyboard.type("东港")
    expect(found(page)).to_have_count(11)  # ten places, and the way to name a new one
    expect(page.get_by_text("列出 10 家，另有 21 家").last).to_be_visible()
    is_fine(page)
    page.keyboard.type(" 流动")
    expect(found(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    option = page.locator(".found[aria-selected=true]")
    expect(option).to_contain_text("企业实践流动站 · 省级 · 认定期 2026-01-01 至 2026-07-20")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    expect(box).to_have_value("示例东港教师企业实践流动站")
    expect(box).to_have_attribute("aria-expanded", "false")
    write_days(page)
    expect(page.get_by_text("这段日子只有一部分在认定期内")).to_be_visible()
    expect(page.locator("#slip")).to_contain_text("共 20 天 160 小时")
    page.get_by_label("做了什么").last.fill("参加示例产线的调试")
    assert save(page).site.name == "示例东港教师企业实践流动站"


def test_escape_closes_the_list_and_brings_the_chosen_place_back(story, open_browser):
    page = open_form(open_browser(), story)
    box = page.get_by_role("combobox", name="实践单位")
    choose_place(page, "示例重工有限公司")
    box.fill("东港")
    expect(found(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(found(page)).to_have_count(0)
    expect(box).to_have_value("东港")
    page.keyboard.press("Escape")
    expect(box).to_have_value("示例重工有限公司")


def test_a_place_is_found_by_its_credit_code(story, open_browser):
    page = open_form(open_browser(PHONE), story)
    box = page.get_by_role("combobox", name="实践单位")
    box.focus()
    page.keyboard.type(CODE[:-1].lower())
    expect(page.get_by_text("应为 18 位，现在是 17 位").last).to_be_visible()
    page.keyboard.type("3")
    expect(found(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(box).to_have_value("示例重工有限公司")


def test_a_place_that_is_not_chosen_is_asked_for_before_anything_is_sent(story, open_browser):
    page = open_form(open_browser(), story)
    page.get_by_role("combobox", name="实践单位").fill("东港第")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("还没有选定：请从列出的单位里选一个")).to_be_visible()
    expect(found(page).first).to_be_visible()
    expect(page.get_by_role("combobox", name="实践单位")).to_be_focused()
    found(page).first.click()
    expect(page.get_by_text("还没有选定")).to_have_count(0)


def test_a_new_enterprise_is_named_in_place(story, open_browser):
    page = open_form(open_browser(PHONE), story)
    box = page.get_by_role("combobox", name="实践单位")
    box.focus()
    page.keyboard.type("示例某某公司")
    expect(page.get_by_role("option", name="把“示例某某公司”作为新企业填写")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    code = page.get_by_label("统一社会信用代码")
    expect(code).to_be_focused()
    expect(page.get_by_label("企业全称")).to_have_value("示例某某公司")
    page.keyboard.type("91000000MA0000006")
    page.keyboard.press("Tab")
    expect(page.locator("#credit_code-error")).to_contain_text("应为 18 位，现在是 17 位")
    is_fine(page)
    code.fill("91000000MA00000069")
    page.keyboard.press("Tab")
    expect(page.locator("#credit_code-error")).to_have_count(0)
    write_days(page)
    expect(page.locator("#slip")).to_contain_text("共 20 天 160 小时")
    page.get_by_label("做了什么").last.fill("参加示例产线的调试")
    site = save(page).site
    assert (site.name, site.credit_code) == ("示例某某公司", "91000000MA00000069")


def test_an_enterprise_of_the_list_is_recognised_while_it_is_named_anew(story, open_browser):
    page = open_form(open_browser(), story)
    page.get_by_role("combobox", name="实践单位").fill("示例某某公司")
    page.get_by_role("option", name="作为新企业填写").click()
    page.get_by_label("统一社会信用代码").fill(CODE)
    page.keyboard.press("Tab")
    expect(page.get_by_text("这就是名单里的“示例重工有限公司”")).to_be_visible()
    page.get_by_role("button", name="改选“示例重工有限公司”").click()
    expect(page.get_by_role("combobox", name="实践单位")).to_have_value("示例重工有限公司")
    write_days(page)
    page.get_by_label("做了什么").last.fill("参加示例产线的调试")
    assert save(page).site_id == story.site.id
    assert db.session.scalar(select(Site).where(Site.name == "示例某某公司")) is None


def test_naming_anew_can_be_given_up(story, open_browser):
    page = open_form(open_browser(), story)
    box = page.get_by_role("combobox", name="实践单位")
    box.fill("示例某某公司")
    page.get_by_role("option", name="作为新企业填写").click()
    expect(box).to_be_hidden()
    page.get_by_role("button", name="改从名单里选").click()
    expect(box).to_be_focused()
    expect(page.get_by_label("企业全称")).to_be_hidden()


@SIZES
def test_days_are_clicked_and_the_record_holds_exactly_those(story, open_browser, size):
    page = open_form(open_browser(size), story)
    expect(page.get_by_text("填好起止日期，这里会出现月历")).to_be_visible()
    choose_place(page, "示例重工有限公司")
    write_days(page, "2026-09-14", "2026-10-09")
    expect(page.locator("#slip")).to_contain_text("共 15 天 120 小时")
    expect(page.locator(".slip-bar")).to_contain_text("共 15 天 120 小时")
    expect(page.locator(".slip-bar")).to_be_visible(visible=size == PHONE)
    expect(day(page, "2026-09-20")).to_have_attribute(
        "aria-label", "9 月 20 日 周日，调休上班，出勤；按下改为缺勤"
    )
    day(page, "2026-09-15").click()
    day(page, "2026-09-20").click()
    day(page, "2026-10-05").click()
    day(page, "2026-09-16").click()
    day(page, "2026-09-16").click()
    expect(day(page, "2026-09-15")).to_have_attribute("aria-pressed", "true")
    expect(day(page, "2026-09-15")).to_have_attribute("aria-label", "9 月 15 日 周二，缺勤；按下恢复出勤")
    expect(day(page, "2026-09-16")).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#slip")).to_contain_text("共 14 天 112 小时")
    expect(page.get_by_text("出勤 11 天（缺勤 2）")).to_be_visible()
    is_fine(page, told_twice=True)
    page.get_by_label("结束日期").fill("2026-10-02")
    expect(page.locator("#slip")).to_contain_text("2026-10-05 不在起止日期之间，请在“直接填写日期”里删去")
    expect(page.get_by_label("缺勤的日子")).to_be_visible()  # it opens by itself
    page.get_by_label("结束日期").fill("2026-10-09")
    expect(page.get_by_label("缺勤的日子")).to_have_value("2026-09-15\n2026-09-20")
    page.get_by_label("另外出勤的休息日").fill("2026年10月5日，2026/10/6，后天")
    expect(day(page, "2026-10-06")).to_have_attribute("aria-pressed", "true")
    day(page, "2026-10-06").click()
    expect(page.get_by_label("另外出勤的休息日")).to_have_value("2026-10-05\n后天")
    page.get_by_label("另外出勤的休息日").fill("2026-10-05")
    page.get_by_label("做了什么").last.fill("参加示例产线的调试")
    record = save(page)
    assert record.absent == {date(2026, 9, 15), date(2026, 9, 20)}
    assert record.attended_rest_days == {date(2026, 10, 5)}


def test_days_are_walked_through_and_marked_with_the_keyboard(story, open_browser):
    page = open_form(open_browser(), story)
    write_days(page, "2026-07-06", "2026-08-14")
    expect(day(page, "2026-07-06")).to_be_visible()
    day(page, "2026-07-06").focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(day(page, "2026-07-15")).to_be_focused()
    page.keyboard.press("Space")
    expect(day(page, "2026-07-15")).to_have_attribute("aria-pressed", "true")
    expect(day(page, "2026-07-15")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(day(page, "2026-08-05")).to_be_focused()
    expect(page.locator(".calendar-grid [tabindex='0']")).to_have_count(2)  # one stop a month


def test_a_year_stays_usable(story, open_browser):
    page = open_form(open_browser(PHONE), story)
    write_days(page, "2025-08-01", "2026-07-31")
    expect(page.locator(".calendar-month")).to_have_count(12)
    expect(page.locator(".calendar-month[open]")).to_have_count(2)
    day(page, "2025-09-30").focus()
    page.keyboard.press("ArrowRight")
    expect(day(page, "2025-10-01")).to_be_focused()
    expect(page.locator(".calendar-month[open]")).to_have_count(3)
    assert sideways_overflow(page) <= 0
    page.get_by_label("每周固定几天").check()
    expect(page.get_by_text("填好起止日期，这里会出现月历")).to_be_visible()
    page.get_by_label("周三").check()
    expect(day(page, "2025-08-06")).to_have_class("day is-on")
    expect(day(page, "2025-08-07")).to_have_class("day is-off")


def test_another_stretch_is_written_by_an_earlier_one(story, open_browser):
    page = open_form(open_browser(PHONE), story, "/records")
    page.get_by_role("link", name="这条再记一段").click()
    expect(page.get_by_role("combobox", name="实践单位")).to_have_value("示例重工有限公司")
    expect(page.get_by_label("每天的时间")).to_have_value("6")
    expect(page.get_by_label("岗位")).to_have_value("工艺岗")
    write_days(page, "2026-07-06", "2026-07-10")
    expect(page.locator("#slip")).to_contain_text("共 5 天 30 小时")
    record = save(page)
    assert (record.tasks, record.half_hours, record.site_id) == ("改进示例工艺", 12, story.site.id)
    page.goto("/records/new")
    page.get_by_text("照以前的记一段").get_by_role("link", name="示例重工有限公司").click()
    expect(page.get_by_text("已照 2026-07-06 至")).to_be_visible()


def test_everything_can_be_done_without_scripts(story, open_browser):
    page = open_form(open_browser(PHONE, scripts=False), story)
    page.get_by_label("实践单位").select_option(label="示例重工有限公司")
    write_days(page)
    page.get_by_label("缺勤的日子").fill("2026-07-15")
    page.get_by_label("另外出勤的休息日").fill("2026-07-18")
    page.get_by_label("做了什么").last.fill("参加示例产线的调试")
    expect(page.locator("[data-calendar]")).to_be_hidden()
    record = save(page)
    assert record.site_id == story.site.id
    assert (record.absent, record.attended_rest_days) == ({date(2026, 7, 15)}, {date(2026, 7, 18)})

    page.get_by_role("link", name="照这条再记一段").click()
    expect(page.get_by_label("做了什么").last).to_have_value("参加示例产线的调试")
    page.get_by_label("实践单位").select_option("")
    page.get_by_label("企业全称").fill("示例 重工有限公司")
    write_days(page, "2026-08-03", "2026-08-07")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("名单里已有“示例重工有限公司”，只是写法不同").first).to_be_visible()
    page.get_by_label("就是这一家，改选名单里的“示例重工有限公司”").check()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    db.session.rollback()
    latest = select(PracticeRecord).where(PracticeRecord.first_day == date(2026, 8, 3))
    assert db.session.scalars(latest).one().site_id == story.site.id


def test_days_the_wrong_way_round_are_told_beside_the_field_at_once(story, open_browser):
    page = open_form(open_browser(PHONE), story)
    field = page.get_by_label("结束日期")
    write_days(page, "2026-07-31", "2026-07-06")
    error = page.locator("#last_day-error")
    expect(error).to_have_text("结束日期早于开始日期")
    assert field.get_attribute("aria-describedby") == "last_day-error"
    is_fine(page)
    page.get_by_label("开始日期").fill("2026-07-01")
    expect(error).to_have_count(0)
    page.get_by_label("开始日期").fill("2026-07-31")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("#error-summary")).to_be_visible()
    expect(error).to_have_count(1)
    field.fill("2026-08-06")
    expect(error).to_have_count(0)


@pytest.mark.parametrize(
    ("scripts", "said"),
    [
        (True, "请写出单位名称并从名单里选；名单里没有的，选“作为新企业填写”"),
        (False, "请选择实践单位；名单里没有的，在下面填写企业全称"),
    ],
)
def test_a_missing_place_is_asked_for_in_words_that_fit_the_page(story, open_browser, scripts, said):
    page = open_form(open_browser(scripts=scripts), story)
    write_days(page)
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("#site_id-error")).to_have_text(said)
    expect(page.locator("#error-summary")).to_contain_text(said)


def test_what_was_kept_comes_back_into_the_search_field_and_the_calendar(story, open_browser):
    page = open_form(open_browser(), story)
    choose_place(page, "示例重工有限公司")
    write_days(page)
    day(page, "2026-07-15").click()
    expect(page.locator("[data-kept]")).to_have_text(
        re.compile(r"已在这台设备上留存 \d\d:\d\d，提交前不会丢")
    )
    page.goto("/me")
    page.goto("/records/new")
    page.get_by_role("button", name=RESTORE).click()
    expect(page.get_by_role("combobox", name="实践单位")).to_have_value("示例重工有限公司")
    expect(day(page, "2026-07-15")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#slip")).to_contain_text("共 19 天 152 小时")


def test_two_tabs_on_one_draft_the_older_one_overwrites_nothing(story, open_browser):
    record = make_record(story.teacher_post, story.site, by=story.teacher)
    db.session.commit()
    path = f"/records/{record.id}/edit"
    older = open_form(open_browser(), story, path)
    newer = older.context.new_page()
    newer.goto(path)
    older.get_by_label("岗位").fill("旧标签页写的岗位")
    expect(older.locator("[data-kept]")).to_contain_text("已在这台设备上留存")
    newer.get_by_label("岗位").fill("新标签页写的岗位")
    newer.get_by_role("button", name="保存").click()
    expect(newer.get_by_text("已保存")).to_be_visible()

    older.get_by_label("岗位").fill("旧标签页又写的岗位")
    older.get_by_role("button", name="保存").click()
    expect(older.get_by_text("您的修改没有保存")).to_be_visible()
    expect(older.get_by_text("旧标签页又写的岗位")).to_be_visible()
    assert the_draft().post == "新标签页写的岗位"

    older.goto(path)
    expect(older.get_by_label("岗位")).to_have_value("新标签页写的岗位")
    expect(older.get_by_text("在那之后这条记录又改过，恢复后请核对再保存")).to_be_visible()
    older.get_by_role("button", name=RESTORE).click()
    expect(older.get_by_label("岗位")).to_have_value("旧标签页又写的岗位")


def test_the_form_is_gone_through_with_the_tab_key_in_its_order(story, open_browser):
    page = open_form(open_browser(), story)
    write_days(page, "2026-07-06", "2026-07-31")
    expect(day(page, "2026-07-06")).to_be_visible()
    page.get_by_role("combobox", name="实践单位").focus()
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(e => e.name || e.dataset.day || e.textContent.trim().slice(0, 6))(document.activeElement)"
        )
        if not stops or stops[-1] != here:  # a date has a stop for year, month and day
            stops.append(here)
        if here == "存为草稿":
            break
    assert stops == [
        "venue", "first_day", "last_day", "pattern", "half_hours", "2026 年", "2026-07-06", "直接填写日期",
        "post", "tasks", "files", "stamped", "下载空白鉴定", "存为草稿",
    ]  # fmt: skip


def test_a_start_helps_with_the_end(story, open_browser):
    page = open_form(open_browser(), story)
    page.get_by_label("开始日期").fill("2026-07-06")
    expect(page.get_by_label("结束日期")).to_have_attribute("min", "2026-07-06")
    assert page.get_by_label("结束日期").get_attribute("max") > "2026"


def test_a_thumb_has_room_on_a_phone(story, open_browser):
    page = open_form(open_browser(PHONE), story)
    write_days(page)
    expect(day(page, "2026-07-06")).to_be_visible()
    page.get_by_role("combobox", name="实践单位").fill("东港")
    expect(found(page).first).to_be_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll(
          "form.sheet :is(input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea, button, "
          + "summary, .choice, [role=option], .actions a), .again a, .tabs a")]
          .filter((element) => element.checkVisibility())
          .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44)
          .map(([what, box]) => `${what} ${box.width}x${box.height}`)"""
    )
    assert small == []


def test_what_belongs_together_stands_on_one_line(story, open_browser):
    make_record(
        story.teacher_post, make_site(story.school, "示例东港教师企业实践流动站有限公司"), by=story.teacher
    )
    db.session.commit()
    page = open_form(open_browser(), story, "/records")
    heads = page.locator("thead tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => Math.round(cell.offsetLeft)))"
    )
    assert len(heads) == 2  # two years, one above the other
    assert heads[0] == heads[1]
    page.goto("/records/new?kind=training")
    boxes = [page.get_by_label(label).bounding_box()["y"] for label in ("结业证书编号", "证书上的学时")]
    assert boxes[0] == boxes[1]
    page.set_viewport_size(PHONE)
    page.goto("/records/new")
    assert page.locator(".again").bounding_box()["height"] < 60  # one row, that scrolls
    assert sideways_overflow(page) <= 0
