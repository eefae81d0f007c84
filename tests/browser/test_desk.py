"""The review desk: many at once with some held back, then one of those by keyboard alone."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from app.practice.models import PracticeRecord
from tests.browser.conftest import DESKTOP, PHONE, enter, is_fine, sideways_overflow
from tests.builders import (
    AT,
    give_default_decisions,
    make_account,
    make_evidence,
    make_person,
    make_record,
    make_site,
    make_teacher,
)
from tests.cast import Cast, make_cast

NUMBER, HELD = 50, 7


def fifty_waiting() -> tuple[Cast, list[PracticeRecord]]:
    """Fifty records for HR, the longest waiting first; seven of them are for a person to look at."""
    cast = make_cast()
    give_default_decisions(cast.school)
    records = [_record(cast, n) for n in range(NUMBER)]
    bare, twice, early, gone, again, copied, left = records[:HELD]
    bare.evidence.clear()
    elsewhere = make_site(cast.school, "示例机器人有限公司")
    for record, half_hours in ((twice, 16), (again, 4)):
        make_record(
            record.teacher, elsewhere, date(2026, 7, 20), date(2026, 7, 24), status=S.APPROVED,
            by=record.entered_by, reviewer=cast.hr2, half_hours=half_hours,
        )  # fmt: skip
    early.teacher.hired_on = date(2026, 7, 10)
    gone.teacher.left_on = date(2026, 7, 10)
    copied.evidence[0].file_id = left.evidence[0].file_id
    db.session.commit()
    return cast, records


def _record(cast: Cast, n: int) -> PracticeRecord:
    person = make_person(cast.school, f"示例教师{n:02}")
    account = make_account(person, Role.TEACHER)
    teacher = make_teacher(person, cast.department if n % 2 else cast.other_department)
    record = make_record(teacher, cast.site, status=S.ENDORSED, by=account, reviewer=cast.head)
    make_evidence(record, by=account)
    record.submitted_at = record.endorsed_at = AT - timedelta(hours=NUMBER - n)
    return record


def status_of(record: PracticeRecord) -> S:
    db.session.rollback()  # see what the browser has written
    return db.session.get_one(PracticeRecord, record.id, populate_existing=True).status


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_fifty_at_once_with_seven_held_back_and_one_of_those_by_keyboard(app, open_browser, viewport):
    cast, records = fifty_waiting()
    page = enter(open_browser(viewport), cast.hr)
    expect(page.get_by_text("等我审 50 份")).to_be_visible()
    page.goto("/reviews")
    is_fine(page, told_twice=True)

    page.get_by_role("button", name="全选本页").press("Space")
    page.get_by_role("button", name="批量通过 50 份").click()
    expect(page.get_by_text("将通过 43 份")).to_be_visible()
    expect(page.get_by_role("heading", name="留下的 7 份")).to_be_visible()
    for reason in ("没有佐证文件", "同时在两处按全天填写", "早于入职日", "晚于离职日", "加起来超过 8 小时"):
        expect(page.get_by_text(reason)).to_be_visible()
    expect(page.get_by_text("也用在示例教师")).to_have_count(2)
    is_fine(page, told_twice=True)
    page.get_by_role("button", name="确认通过 43 份").click()
    expect(page.get_by_text("43 份已通过，7 份留下")).to_be_visible()
    assert {status_of(record) for record in records[HELD:]} == {S.APPROVED}
    page.get_by_text("这一批的 43 份").click()
    is_fine(page, told_twice=True)
    page.get_by_role("button", name="撤回这一批").click()
    expect(page.get_by_text("已撤回 43 份")).to_be_visible()
    assert {status_of(record) for record in records} == {S.ENDORSED}
    page.goto("/reviews")
    page.get_by_role("button", name="全选本页").click()
    page.get_by_role("button", name="批量通过 50 份").click()
    page.get_by_role("button", name="确认通过 43 份").click()
    expect(page.get_by_text("43 份已通过，7 份留下")).to_be_visible()

    page.get_by_role("link", name="从等得最久的开始").press("Enter")
    expect(page.get_by_text("第 1 份，共 7 份")).to_be_visible()
    is_fine(page, told_twice=True)
    page.keyboard.press("j")
    expect(page.get_by_text("第 2 份，共 7 份")).to_be_visible()
    page.wait_for_load_state()  # its scripts hear keys from then on
    page.keyboard.press("k")
    expect(page.get_by_text("第 1 份，共 7 份")).to_be_visible()
    page.wait_for_load_state()  # its scripts hear keys from then on
    page.keyboard.press("r")
    page.keyboard.press("1")
    expect(page.get_by_label("佐证无公章").locator("visible=true")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("示例教师00的记录已退回")).to_be_visible()
    expect(page.get_by_role("heading", name="示例教师01")).to_be_visible()
    expect(page.get_by_text("第 1 份，共 6 份")).to_be_visible()
    assert (status_of(records[0]), records[0].reason) == (S.RETURNED, "佐证无公章")


def test_at_the_desk_every_key_is_told_and_a_word_in_the_text_is_no_key(app, open_browser):
    cast, records = fifty_waiting()
    page = enter(open_browser(), cast.hr)
    page.goto(f"/reviews?record={records[9].id}")
    page.keyboard.press("?")
    expect(page.get_by_text("选一条常见原因")).to_be_visible()
    is_fine(page)
    pass_button = page.get_by_role("button", name="通过")
    where = pass_button.bounding_box()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="确认退回修改")).to_be_in_viewport(ratio=1)
    assert pass_button.bounding_box() == where
    page.keyboard.press("a")  # begins a word typed too early: it decides nothing
    expect(page.get_by_text("第 10 份，共 50 份")).to_be_visible()
    page.wait_for_load_state()  # its scripts hear keys from then on
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("4")
    expect(page.locator("#reason-reject-4")).to_be_checked()
    expect(page.locator("#reason-return-4")).not_to_be_checked()
    page.get_by_label("原因", exact=True).locator("visible=true").fill("")
    page.keyboard.type("2 jk a")
    expect(page.get_by_label("原因", exact=True).locator("visible=true")).to_have_value("2 jk a")
    expect(page.get_by_label("起止日期与鉴定表不符").locator("visible=true")).not_to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_text("示例教师09的记录已通过")).to_be_visible()
    expect(page.get_by_text("第 10 份，共 49 份")).to_be_visible()
    assert status_of(records[9]) is S.APPROVED


def test_the_desk_has_as_many_columns_as_fit(app, open_browser):
    cast, records = fifty_waiting()
    page = enter(open_browser(), cast.hr)
    page.goto(f"/reviews?record={records[20].id}")
    for width, columns in ((1440, 3), (1280, 3), (1100, 2), (1000, 1), (390, 1)):
        page.set_viewport_size({"width": width, "height": 900})
        lefts = page.evaluate(
            "[...document.querySelector('.desk').children].map((part) => part.getBoundingClientRect())"
            ".filter((box) => box.width > 0).map((box) => Math.round(box.left))"
        )
        assert len(set(lefts)) == columns, width
        narrowest = page.evaluate("document.querySelector('.desk-record').getBoundingClientRect().width")
        assert narrowest >= min(width, 460), width
        assert sideways_overflow(page) <= 0, width
        assert page.get_by_role("link", name="下一份").is_visible(), width


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_decision_is_in_sight_and_a_missing_reason_too(app, open_browser, scripts):
    cast, records = fifty_waiting()
    page = enter(open_browser(scripts=scripts), cast.hr)
    for width, height in ((1440, 900), (1280, 800), (1100, 800), (900, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/reviews?record={records[20].id}")
        expect(page.get_by_role("button", name="通过")).to_be_in_viewport(ratio=1)
        expect(page.locator(".desk-record dl")).to_be_in_viewport()
        page.locator("summary", has_text="退回修改").click()
        page.get_by_role("button", name="确认退回修改").click()
        expect(page.get_by_text("还没有办理")).to_be_visible()
        reason = page.locator("#reason-return")
        expect(reason).to_be_focused()
        expect(reason).to_be_in_viewport(ratio=1)
        expect(page.locator("#reason-return-error")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="确认退回修改")).to_be_in_viewport(ratio=1)
        if scripts:
            is_fine(page, told_twice=True)


def test_on_a_phone_the_facts_come_before_small_pictures_in_a_strip_of_their_own(app, open_browser):
    cast, records = fifty_waiting()
    record = records[20]
    for n in range(5):
        make_evidence(record, by=record.entered_by, name=f"考勤表{n}.pdf")
    db.session.commit()
    page = enter(open_browser(PHONE), cast.hr)
    page.goto(f"/reviews?record={record.id}")
    facts, strip = (page.locator(where).bounding_box() for where in (".desk-record", ".desk-evidence"))
    assert facts["y"] + facts["height"] <= strip["y"]
    assert strip["height"] < 420
    assert page.evaluate(
        "(e => e.scrollWidth > e.clientWidth)(document.querySelector('.desk-evidence .evidence'))"
    )
    assert sideways_overflow(page) <= 0


def test_the_list_of_keys_is_closed_by_esc_and_by_a_click_elsewhere(app, open_browser):
    cast, records = fifty_waiting()
    page = enter(open_browser(), cast.hr)
    page.goto(f"/reviews?record={records[9].id}")
    keys = page.get_by_text("选一条常见原因")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.locator("h1").click()
    expect(keys).to_be_hidden()


def test_the_bulk_button_waits_until_something_is_ticked(app, open_browser):
    cast, _ = fifty_waiting()
    page = enter(open_browser(), cast.hr)
    page.goto("/reviews")
    button = page.locator("button[value=approve]")
    expect(button).to_be_disabled()
    page.locator("tbody input[type=checkbox]").first.check()
    expect(button).to_be_enabled()
    expect(button).to_have_text("批量通过 1 份")
    plain = enter(open_browser(scripts=False), cast.hr)
    plain.goto("/reviews")
    plain.locator("button[value=approve]").click()
    expect(plain.get_by_text("还没有勾选记录")).to_be_visible()
