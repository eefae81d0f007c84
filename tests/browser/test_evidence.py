"""Evidence from the phone's camera to the reviewer's eye."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from app import clock
from app.domain.facts import RecordStatus
from app.domain.workflow import Action
from app.extensions import db
from app.practice.evidence_operations import add_evidence
from app.practice.models import Evidence, PracticeRecord
from app.practice.operations import act
from tests.browser.conftest import DESKTOP, PHONE, enter, is_fine
from tests.browser.test_typing import RESTORE, sign_in_here, write
from tests.builders import PASSWORD, make_record
from tests.cast import Cast, make_cast
from tests.samples import pages, pdf, photo

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
NAMES = ["车间门口.jpg", "数控机床.jpg", "鉴定表（横着拍）.jpg"]


@pytest.fixture
def file(tmp_path):
    """A file on the person's device."""

    def write_down(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write_down


@pytest.fixture
def three_photos(file) -> list[Path]:
    """As large as a phone's, the last held sideways."""
    large = io.BytesIO()
    Image.effect_noise((3000, 2250), 40).convert("RGB").save(large, "JPEG", quality=80)
    return [
        file(NAMES[0], large.getvalue()),
        file(NAMES[1], photo(size=(4000, 3000))),
        file(NAMES[2], photo(orientation=6, size=(4000, 3000))),
    ]


@pytest.fixture
def cast(app) -> Cast:
    del app
    return make_cast()


@pytest.fixture
def draft(cast) -> PracticeRecord:
    today = clock.today()
    days = (today - timedelta(days=30), today - timedelta(days=2))
    record = make_record(cast.teacher_post, cast.site, *days, by=cast.teacher)
    db.session.commit()
    return record


def kept() -> list[str]:
    """Names of the files in the database."""
    db.session.rollback()  # see what the browser has written
    return list(db.session.scalars(select(Evidence.name).order_by(Evidence.id)))


def seen(picture: Locator) -> dict[str, object]:
    """What the browser shows of a picture: its shape, and the colours at its top and bottom."""
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    return picture.evaluate(
        """async (image) => {
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0);
          const at = (y) => [...pen.getImageData(canvas.width / 2, canvas.height * y, 1, 1).data];
          return {width: image.naturalWidth, height: image.naturalHeight, top: at(0.1), bottom: at(0.9)};
        }"""
    )


def is_upright(shown: dict) -> bool:
    """Wider than high, the blue sky above the green ground."""
    (red, green, blue, _), (_, ground, other, _) = shown["top"], shown["bottom"]
    return shown["width"] > shown["height"] and blue > green > red and ground > other


@SIZES
def test_a_record_with_three_photos_survives_a_sign_out_and_is_seen_upright(
    cast, open_browser, three_photos, size
):
    page = enter(open_browser(size), cast.teacher)
    page.goto("/records/new")
    write(page)
    page.get_by_label("佐证文件").set_input_files(three_photos)
    expect(page.get_by_text("选好了 3 个文件")).to_be_visible()
    is_fine(page, told_twice=True)
    other = page.context.new_page()
    other.goto("/me")
    other.get_by_role("button", name="退出登录").click()
    other.wait_for_url("**/sign-in")
    other.close()

    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("请先登录，登录后会回到刚才的页面")).to_be_visible()  # nothing is sent in vain
    sign_in_here(page, cast)
    expect(page.get_by_text("填写的内容和选好的 3 个文件没有保存")).to_be_visible()
    is_fine(page, told_twice=True)
    page.get_by_role("button", name=RESTORE).click()
    expect(page.locator(".upload-name")).to_have_text(NAMES)
    expect(page.get_by_label("做了什么").last).to_have_value("参加示例产线的调试，\n写了两页记录")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    assert kept() == NAMES
    pictures = page.locator(".page-picture img")
    expect(pictures).to_have_count(3)
    assert is_upright(seen(pictures.nth(1)))
    assert is_upright(seen(pictures.nth(2)))
    is_fine(page, told_twice=True)

    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("待初审").first).to_be_visible()
    head = enter(open_browser(size), cast.head)
    head.goto("/reviews")
    head.get_by_role("link", name="从等得最久的开始").click()
    at_the_desk = head.locator(".page-picture img")
    expect(at_the_desk).to_have_count(3)
    for number in (1, 2):
        shown = seen(at_the_desk.nth(number))
        assert is_upright(shown)
        assert shown["width"] * 3 == shown["height"] * 4
        source = at_the_desk.nth(number).evaluate("image => image.currentSrc")
        assert ("size=small" in source) is (size == PHONE)  # a strip on a phone, to read elsewhere
    is_fine(head, told_twice=True)

    page.goto("/records/new")
    expect(page.get_by_text("填好单位和日期")).to_be_visible()
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    assert page.evaluate(KEPT_KEYS) == []


KEPT_KEYS = """() => new Promise((resolve) => {
  const asked = indexedDB.open("kept-files", 1);
  asked.onsuccess = () => {
    const keys = asked.result.transaction("files").objectStore("files").getAllKeys();
    keys.onsuccess = () => { asked.result.close(); resolve(keys.result); };
  };
})"""


def test_files_are_sent_one_by_one_each_with_its_own_word(cast, draft, open_browser, three_photos, file):
    page = enter(open_browser(PHONE), cast.teacher)
    page.goto(f"/records/{draft.id}")
    page.get_by_label("上传佐证").set_input_files(
        [
            *three_photos,
            file("程序.pdf", b"MZ" + b"\0" * 99),
            file("大.pdf", b"0" * (21 << 20)),
        ]
    )
    expect(page.locator(".upload")).to_have_count(5)
    expect(page.locator(".upload", has_text="大.pdf")).to_contain_text("文件超过 20 MB")
    expect(page.locator(".upload", has_text="程序.pdf")).to_contain_text("这不是")
    is_fine(page)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("3 个已上传，2 个没有保存")).to_be_visible(timeout=60_000)
    expect(page.locator(".page-picture img")).to_have_count(3)
    assert kept() == NAMES
    is_fine(page)
    page.get_by_role("button", name="提交").click()  # the fresh page's button knows the record's version
    expect(page.get_by_text("待初审").first).to_be_visible()


def test_a_file_that_the_network_lost_is_sent_again_without_choosing_it(cast, draft, open_browser, file):
    page = enter(open_browser(PHONE), cast.teacher)
    page.goto(f"/records/{draft.id}")
    page.get_by_label("上传佐证").set_input_files(
        [file("a.jpg", photo()), file("b.jpg", photo(orientation=3))]
    )
    lost = []

    def lose_the_first(route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort("internetdisconnected")

    page.route("**/evidence", lose_the_first)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".upload", has_text="a.jpg")).to_contain_text("没传上去，网络中断；再试一次")
    expect(page.get_by_text("1 个已上传，1 个没传上去")).to_be_visible()
    assert kept() == ["b.jpg"]
    is_fine(page)
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("1 个已上传。")).to_be_visible()
    assert kept() == ["b.jpg", "a.jpg"]
    expect(page.locator(".upload")).to_have_count(0)


def test_signed_out_before_the_upload_the_files_come_back_after_signing_in(cast, draft, open_browser, file):
    page = enter(open_browser(PHONE), cast.teacher)
    page.goto(f"/records/{draft.id}")
    page.get_by_label("上传佐证").set_input_files([file("a.jpg", photo()), file("b.pdf", pages(2))])
    other = page.context.new_page()
    other.goto("/me")
    other.get_by_role("button", name="退出登录").click()
    other.wait_for_url("**/sign-in")
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("登录已过期。选好的文件还在这台设备上")).to_be_visible()
    is_fine(page)
    page.get_by_role("link", name="重新登录").click()
    page.get_by_label("登录名").fill(cast.teacher.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("上次在这里选好的 2 个文件没有保存")).to_be_visible()
    page.get_by_role("button", name=RESTORE).click()
    expect(page.locator(".upload-name")).to_have_text(["a.jpg", "b.pdf"])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".page-picture img")).to_have_count(3)
    assert kept() == ["a.jpg", "b.pdf"]
    page.reload()
    expect(page.locator(".page-picture img")).to_have_count(3)
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)


def test_without_a_network_a_new_record_is_not_sent_into_the_void(cast, open_browser, file):
    page = enter(open_browser(PHONE), cast.teacher)
    page.goto("/records/new")
    write(page)
    page.get_by_label("佐证文件").set_input_files([file("a.jpg", photo())])
    page.context.set_offline(True)
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("网络不通，还没有保存")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    assert kept() == ["a.jpg"]


def test_of_forty_files_chosen_the_limit_is_said_and_the_rest_is_kept(cast, draft, open_browser, file):
    page = enter(open_browser(), cast.teacher)
    page.goto(f"/records/{draft.id}")
    forty = [file(f"{one:02}.pdf", pdf(note=str(one))) for one in range(40)]
    page.get_by_label("上传佐证").set_input_files(forty)
    expect(page.get_by_text("选好了 30 个文件，10 个没有选上")).to_be_visible()
    expect(page.locator(".upload", has_text="35.pdf")).to_contain_text("一条记录最多 30 个文件")
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("30 个已上传，10 个没有保存")).to_be_visible(timeout=120_000)
    assert kept() == [f"{one:02}.pdf" for one in range(30)]
    expect(page.locator("[data-held]")).to_have_attribute("data-held", "30")


def test_a_closed_lid_loses_no_file_and_a_form_with_errors_brings_them_back_by_itself(
    cast, open_browser, three_photos
):
    page = enter(open_browser(PHONE), cast.teacher)
    page.goto("/records/new")
    page.get_by_label("佐证文件").set_input_files(three_photos)
    expect(page.get_by_text("选好了 3 个文件")).to_be_visible()
    page.wait_for_function(f"async () => (await ({KEPT_KEYS})()).length === 1")
    context = page.context
    page.close()  # the lid

    page = context.new_page()
    page.goto("/records/new")
    expect(page.get_by_text("上次在这里选好的 3 个文件没有保存")).to_be_visible()
    page.get_by_role("button", name=RESTORE).click()
    expect(page.locator(".upload-name")).to_have_text(NAMES)
    page.locator(".upload", has_text=NAMES[0]).get_by_role("button", name="去掉").click()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("#error-summary")).to_be_visible()
    expect(page.get_by_text("刚才选的 2 个文件已经放回，保存时一起上传")).to_be_visible()
    expect(page.locator(".upload-name")).to_have_text(NAMES[1:])
    expect(page.get_by_role("button", name=RESTORE)).to_have_count(0)
    is_fine(page)
    write(page)
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    assert kept() == NAMES[1:]


def test_after_a_mistake_in_the_days_the_three_photos_are_still_there(cast, open_browser, three_photos):
    page = enter(open_browser(PHONE), cast.teacher)
    page.goto("/records/new")
    write(page)
    page.get_by_label("结束日期").fill("2026-07-01")
    page.get_by_label("佐证文件").set_input_files(three_photos)
    expect(page.get_by_text("选好了 3 个文件")).to_be_visible()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("#error-summary")).to_contain_text("结束日期早于开始日期")
    expect(page.locator(".upload-name")).to_have_text(NAMES)
    expect(page.get_by_text("刚才选的 3 个文件已经放回")).to_be_visible()
    expect(page.locator("[data-files-note]")).to_have_count(0)
    assert page.get_by_label("佐证文件").evaluate("(input) => input.files.length") == 3
    is_fine(page)
    page.get_by_label("结束日期").fill("2026-07-31")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("已存为草稿")).to_be_visible()
    assert kept() == NAMES


def test_files_kept_in_the_browser_are_forgotten_at_sign_out(cast, open_browser, file):
    page = enter(open_browser(), cast.teacher)
    page.goto("/records/new")
    page.get_by_label("佐证文件").set_input_files([file("a.jpg", photo())])
    page.wait_for_function(f"async () => (await ({KEPT_KEYS})()).length === 1")
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url("**/sign-in")
    page.wait_for_function(f"async () => (await ({KEPT_KEYS})()).length === 0")


def test_a_pdf_is_read_at_the_desk_page_by_page_while_the_buttons_stay_in_sight(cast, draft, open_browser):
    add_evidence(draft, pages(7), "考勤表.pdf", actor=cast.teacher, at=clock.now())
    act(draft, Action.SUBMIT, actor=cast.teacher, at=clock.now())
    db.session.commit()
    page = enter(open_browser(), cast.head)
    page.goto(f"/reviews?record={draft.id}")
    pictures = page.locator(".page-picture img")
    expect(pictures).to_have_count(5)
    boxes = [pictures.nth(number).bounding_box() for number in range(5)]
    assert len({round(box["x"]) for box in boxes}) == 1  # one under another
    last = seen(pictures.nth(4))
    assert (last["width"], last["height"]) == (560, 792)
    assert [pictures.nth(number).bounding_box()["height"] for number in range(5)] == [
        box["height"] for box in boxes
    ]  # nothing has jumped
    expect(page.get_by_role("button", name="初审通过")).to_be_in_viewport()
    expect(page.get_by_role("link", name="还有 2 页，打开原文件")).to_be_visible()
    second = page.locator("a.page-picture").nth(1)
    expect(second).to_have_attribute("href", re.compile("#page=2$"))  # a browser's own reader goes there
    expect(second).to_have_attribute("target", "_blank")
    assert draft.status is RecordStatus.SUBMITTED


def test_a_touch_device_has_a_button_for_its_camera(cast, draft, browser, address, file):
    context = browser.new_context(base_url=address, viewport=PHONE, has_touch=True, is_mobile=True)
    page = enter(context.new_page(), cast.teacher)
    page.goto(f"/records/{draft.id}")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("拍照").click()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files([file("image.jpg", photo(orientation=6))])
    expect(page.locator(".upload-name")).to_have_text(["image.jpg"])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".page-picture img")).to_have_count(1)
    assert kept() == ["image.jpg"]
    is_fine(page)
    context.close()


def test_without_scripts_files_are_sent_as_before(cast, draft, browser, address, file):
    context = browser.new_context(base_url=address, viewport=PHONE, java_script_enabled=False)
    page = enter(context.new_page(), cast.teacher)
    page.goto(f"/records/{draft.id}")
    page.get_by_label("上传佐证").set_input_files([file("a.jpg", photo()), file("b.pdf", b"MZ" * 99)])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("“b.pdf”没有保存：这不是")).to_be_visible()
    assert kept() == ["a.jpg"]
    context.close()
