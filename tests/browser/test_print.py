"""One record printed from its own page, as a browser prints it."""

from playwright.sync_api import Page

from app import clock
from app.domain.facts import RecordStatus
from app.domain.workflow import Action
from app.extensions import db
from app.practice.operations import act
from tests.browser.conftest import enter
from tests.builders import make_evidence, make_record
from tests.cast import make_cast
from tests.papers import read_text, word_boxes

A4 = (595, 842)


def print_page(page: Page, path: str) -> bytes:
    page.goto(path)
    return page.pdf(prefer_css_page_size=True, print_background=False)


def test_a_record_prints_with_its_history_and_without_controls(app, open_browser):
    cast = make_cast()
    tasks = "参加示例产线的设备维护与调试，跟班学习数控机床的点检；" * 40
    record = make_record(cast.teacher_post, cast.site, by=cast.teacher, tasks=tasks)
    make_evidence(record, by=cast.teacher, name="示例重工鉴定表扫描件.pdf")
    for action, account in ((Action.SUBMIT, cast.teacher), (Action.ENDORSE, cast.head)):
        act(record, action, actor=account, at=clock.now())
    db.session.commit()
    assert record.status is RecordStatus.ENDORSED
    page = open_browser()
    enter(page, cast.teacher)
    pdf = print_page(page, f"/records/{record.id}")
    text = read_text(pdf)
    for words in (
        "示例重工有限公司",
        "2026-07-06至2026-07-31",
        tasks[:200],
        "示例重工鉴定表扫描件.pdf",
        "出勤的日子",
    ):
        assert words in text
    assert f"记录编号{record.id}·示例王明（工号010001）·打印于" in text
    assert "第1页，共2页" in text
    history = text[text.index("经过") :]
    assert history.index("提交示例王明") < history.index("初审通过示例赵主任")
    for controls in ("下载鉴定表", "撤回", "退出", "上传佐证", "跳到正文"):
        assert controls not in text
    for sheet in word_boxes(pdf):
        for left, top, right, bottom, word in sheet:
            assert left > 20, word
            assert right < A4[0] - 20, word
            assert top > 20, word
            assert bottom < A4[1] - 20, word
