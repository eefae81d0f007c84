"""The main job, once, as five people in five browsers."""

import io
import subprocess
from datetime import timedelta

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from app import clock
from app.accounts.models import Account
from app.certificates.models import Certificate
from app.domain.facts import RecordStatus
from app.extensions import db
from tests.browser.conftest import PHONE
from tests.builders import PASSWORD, make_record
from tests.cast import make_cast
from tests.samples import image, pdf

RARE = "示例㛃𬭎"


def enter(page: Page, account: Account) -> Page:
    """Sign in as a person does."""
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(account.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def decide(page: Page, button: str, reason: str = "") -> None:
    """Open the record that has waited longest and decide."""
    page.goto("/reviews")
    page.get_by_role("link", name="从等得最久的开始").click()
    if not reason:
        page.get_by_role("button", name=button).first.click()
        return
    page.locator("summary", has_text=button).click()
    page.get_by_label("原因", exact=True).locator("visible=true").fill(reason)
    page.get_by_role("button", name=f"确认{button}").click()


def test_from_a_stamped_scan_to_a_withdrawn_recommendation(app, address, open_browser, tmp_path):
    cast, today = make_cast(), clock.today()
    cast.school.signatory, cast.school.seal_place = "校长　示例", "（学校盖章处）"
    cast.teacher.person.name, cast.teacher_post.specialty = RARE, "数控技术"
    cast.school.records_complete_from = today.replace(year=today.year - 6, day=1)
    before = today.replace(month=1, day=1, year=today.year - 1)
    make_record(
        cast.teacher_post, cast.site, before, before + timedelta(days=150),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
    )  # fmt: skip
    db.session.commit()

    # The teacher logs a stretch with a scan, on a phone.
    teacher = enter(open_browser(PHONE), cast.teacher)
    expect(teacher.get_by_text("未达标").first).to_be_visible()
    teacher.goto("/records/new")
    teacher.get_by_label("实践单位").select_option(label="示例重工有限公司")
    teacher.get_by_label("开始日期").fill((today - timedelta(days=35)).isoformat())
    teacher.get_by_label("结束日期").fill((today - timedelta(days=1)).isoformat())
    teacher.get_by_label("每天（含周末和节假日）").check()
    teacher.get_by_label("岗位").fill("设备维护")
    teacher.get_by_label("做了什么").last.fill("参加示例产线的设备维护")
    teacher.get_by_label("佐证文件").set_input_files(
        [{"name": "鉴定表.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    teacher.get_by_role("button", name="存为草稿").click()
    teacher.get_by_role("button", name="提交").click()
    expect(teacher.get_by_text("待初审").first).to_be_visible()

    # The head returns it; the teacher amends and submits again; the head endorses.
    head = enter(open_browser(), cast.head)
    decide(head, "退回修改", "鉴定表缺少公章")
    teacher.reload()
    expect(teacher.get_by_text("鉴定表缺少公章").first).to_be_visible()
    teacher.get_by_label("上传佐证").set_input_files(
        [{"name": "盖章.jpg", "mimeType": "image/jpeg", "buffer": image("JPEG")}]
    )
    teacher.get_by_role("button", name="上传", exact=True).click()
    teacher.get_by_role("button", name="提交").click()
    decide(head, "初审通过")
    expect(head.get_by_text("接着由人事处审批")).to_be_visible()

    # HR approves; the standing changes.
    hr = enter(open_browser(), cast.hr)
    decide(hr, "通过")
    teacher.goto("/")
    expect(teacher.get_by_text("已达标").first).to_be_visible()

    # HR proposes, a second person approves.
    hr.goto(f"/recommendations/new?teacher_id={cast.teacher_post.id}")
    print(hr.locator("main").inner_text()[:1500])
    hr.get_by_label("中级").check()
    hr.get_by_label("合格", exact=True).check()
    hr.get_by_label("公示起始日").fill((today - timedelta(days=9)).isoformat())
    hr.get_by_label("公示截止日").fill((today - timedelta(days=2)).isoformat())
    hr.get_by_role("button", name="提名").click()
    hr2 = enter(open_browser(), cast.hr2)
    hr2.goto("/recommendations")
    hr2.get_by_role("link", name=RARE).first.click()
    hr2.get_by_role("button", name="同意并出具").click()
    expect(hr2.get_by_role("link", name="下载 PDF")).to_be_visible()

    # The paper has the name, and its code opens the public page.
    with hr2.expect_download() as download:
        hr2.get_by_role("link", name="下载 PDF").click()
    paper = tmp_path / "paper.pdf"
    download.value.save_as(paper)
    said = subprocess.run(["pdftotext", paper, "-"], capture_output=True, check=True).stdout.decode()
    assert RARE in said
    picture = subprocess.run(["pdftoppm", "-r", "150", "-png", paper], capture_output=True, check=True).stdout
    payload = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))[0].text
    certificate = db.session.query(Certificate).one()
    assert payload.endswith(f"/v/{certificate.verify_code}")
    anyone = open_browser(PHONE)
    check = f"/v/{certificate.verify_code}"
    anyone.goto(check)
    expect(anyone.get_by_role("heading", name="有效")).to_be_visible()
    assert RARE not in anyone.content()

    # Withdrawn with a reason: the page says since when.
    hr2.locator("summary", has_text="撤销推荐书").click()
    hr2.get_by_label("撤销原因").fill("佐证复核未通过")
    hr2.get_by_role("button", name="撤销推荐书").last.click()
    expect(hr2.get_by_text("已撤销").first).to_be_visible()
    anyone.goto(check)
    expect(anyone.get_by_role("heading", name="撤销")).to_be_visible()
