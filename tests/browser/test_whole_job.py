"""The main job, once, as five people in five browsers."""

import io
import subprocess
from datetime import timedelta
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import clock
from app.accounts.models import Account
from app.certificates.models import Certificate
from app.domain.facts import RecordStatus
from app.extensions import db
from app.teachers.models import Teacher
from tests.browser.conftest import PHONE, choose_place
from tests.builders import PASSWORD, give_default_decisions, make_record
from tests.cast import Cast, make_cast
from tests.samples import image, pdf

RARE = "示例㛃𬭎"


def sign_in(page: Page, account: Account) -> Page:
    """As a person does."""
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
    expect(page.get_by_text("已退回").first).to_be_visible()


def prepare_school() -> Cast:
    """A school that may recommend, and a teacher who has 150 days behind her and lacks some more."""
    cast, today = make_cast(), clock.today()
    give_default_decisions(cast.school)
    cast.school.signatory, cast.school.seal_place = "校长　示例", "（学校盖章处）"
    cast.school.records_complete_from = today.replace(year=today.year - 6, day=1)
    cast.teacher.person.name, cast.teacher_post.specialty = RARE, "数控技术"
    first_day = today.replace(month=1, day=1, year=today.year - 1)
    make_record(
        cast.teacher_post, cast.site, first_day, first_day + timedelta(days=150),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
    )  # fmt: skip
    db.session.commit()
    return cast


def log_a_stretch(page: Page) -> None:
    """Five weeks, every day, with a scan; then submit."""
    today = clock.today()
    page.goto("/records/new")
    choose_place(page, "示例重工有限公司")
    page.get_by_label("开始日期").fill((today - timedelta(days=35)).isoformat())
    page.get_by_label("结束日期").fill((today - timedelta(days=1)).isoformat())
    page.get_by_label("每天（含周末和节假日）").check()
    page.get_by_label("岗位").fill("设备维护")
    page.get_by_label("做了什么").last.fill("参加示例产线的设备维护")
    page.get_by_label("佐证文件").set_input_files(
        [{"name": "鉴定表.pdf", "mimeType": "application/pdf", "buffer": pdf()}]
    )
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("待初审").first).to_be_visible()


def amend(page: Page) -> None:
    """Add the stamped page that was missing, and submit again."""
    page.reload()
    expect(page.get_by_text("鉴定表缺少公章").first).to_be_visible()
    page.get_by_label("上传佐证").set_input_files(
        [{"name": "盖章.jpg", "mimeType": "image/jpeg", "buffer": image("JPEG")}]
    )
    page.get_by_role("button", name="上传", exact=True).click()
    expect(
        page.locator("[data-held]").get_by_role("link", name="盖章.jpg", exact=True)
    ).to_be_visible()  # so is the new version
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("待初审").first).to_be_visible()


def propose(page: Page, teacher: Teacher) -> None:
    """HR fills in the proposal."""
    today = clock.today()
    page.goto(f"/recommendations/new?teacher_id={teacher.id}")
    page.get_by_label("中级").check()
    page.get_by_label("师德考核年度").fill(str(today.year - 1))
    page.get_by_label("合格", exact=True).check()
    page.get_by_label("公示起始日").fill(str(today - timedelta(days=30)))
    page.get_by_label("公示截止日").fill(str(today - timedelta(days=10)))
    page.get_by_label("个人申报、部门审核、学校评议均已完成").check()
    page.get_by_role("button", name="提名").click()
    expect(page.get_by_text("待决定").first).to_be_visible()


def agree(page: Page, folder: Path) -> Path:
    """The second person agrees and downloads the paper."""
    page.goto("/recommendations")
    page.get_by_role("link", name=RARE).first.click()
    page.get_by_role("button", name="同意并出具").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    paper = folder / "paper.pdf"
    download.value.save_as(paper)
    return paper


def run(*command: object) -> bytes:
    """What a program prints."""
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_from_a_stamped_scan_to_a_withdrawn_recommendation(app, open_browser, tmp_path):
    cast = prepare_school()
    teacher, head = sign_in(open_browser(PHONE), cast.teacher), sign_in(open_browser(), cast.head)
    expect(teacher.get_by_text("未达标").first).to_be_visible()

    log_a_stretch(teacher)
    decide(head, "退回修改", "鉴定表缺少公章")
    amend(teacher)
    decide(head, "初审通过")
    expect(head.get_by_text("接着由人事处审批")).to_be_visible()

    hr, hr2 = sign_in(open_browser(), cast.hr), sign_in(open_browser(), cast.hr2)
    decide(hr, "通过")
    expect(hr.get_by_text("从现在起计入达标情况")).to_be_visible()
    teacher.goto("/")
    expect(teacher.get_by_text("已达标").first).to_be_visible()

    propose(hr, cast.teacher_post)
    paper = agree(hr2, tmp_path)
    assert RARE in run("pdftotext", paper, "-").decode()
    picture = Image.open(io.BytesIO(run("pdftoppm", "-r", "150", "-png", paper)))
    db.session.rollback()  # see what the browsers have written
    code = db.session.scalars(select(Certificate.verify_code)).one()
    check = zxingcpp.read_barcodes(picture)[0].text.removeprefix("http://127.0.0.1:5000")
    assert check == f"/v/{code}"

    anyone = open_browser(PHONE)
    anyone.goto(check)
    expect(anyone.get_by_role("heading", name="有效")).to_be_visible()
    assert RARE not in anyone.content()

    hr2.locator("summary", has_text="撤销推荐书").click()
    hr2.get_by_label("撤销原因").fill("佐证复核未通过")
    hr2.get_by_role("button", name="撤销推荐书").last.click()
    expect(hr2.get_by_text("已撤销").first).to_be_visible()
    anyone.goto(check)
    expect(anyone.get_by_role("heading", name="撤销")).to_be_visible()
