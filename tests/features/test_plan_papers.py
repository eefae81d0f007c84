"""A plan's papers: the application and the handbook, their words and their places."""

import re
from datetime import date, timedelta

import pytest

from app import clock
from app.domain.facts import RecordStatus as S
from app.extensions import db
from app.plans.log_operations import Finding, Week, add_check, write_week
from app.plans.models import Answer, Appraisal, CheckWay
from app.plans.queries import weeks_of
from tests.builders import make_plan, make_record, sign_in
from tests.conftest import on_one_database
from tests.features.test_papers import assert_nothing_overflows, pdf_of, squeeze
from tests.features.test_plan_log import running
from tests.papers import read_text, word_boxes

pytestmark = pytest.mark.usefixtures("fonts")

LONG = "参加示例产线的设备维护与调试，跟班学习数控机床的点检；" * 30


def test_the_application_holds_what_was_planned_and_who_agreed(app, cast):
    plan = running(cast, paid_work=Answer.CONFLICT, conflict_note="每月补贴", late_reason="临时通知")
    paper = pdf_of(sign_in(app, cast.teacher), f"/plans/{plan.id}/application.pdf")
    said = squeeze(read_text(paper))
    for words in (
        "教师企业实践审批表", "示例王明", "示例重工有限公司", "示例协〔2027〕1号", "雇主责任险", "每月补贴",
        "临时通知", "示例孙人事在系统中批准。", "学会示例产线的点检",
    ):  # fmt: skip
        assert words in said, words
    assert_nothing_overflows(paper)


@on_one_database
def test_days_of_a_year_without_published_holidays_are_estimated_wherever_they_stand(app, cast):
    """Nobody publishes those of 2090 before somebody else keeps these tests."""
    days = date(2090, 1, 2), date(2090, 1, 20)
    plan = make_plan(
        cast.teacher_post, cast.site, *days, by=cast.teacher, status=S.APPROVED, reviewer=cast.hr
    )
    record = make_record(cast.teacher_post, cast.site, *days, by=cast.teacher, status=S.SUBMITTED)
    client = sign_in(app, cast.teacher)
    said = "15天120小时（暂估，放假安排尚未公布）"
    assert said in squeeze(read_text(pdf_of(client, f"/plans/{plan.id}/application.pdf")))
    appraisal = squeeze(read_text(pdf_of(client, f"/records/{record.id}/appraisal.pdf")))
    assert "法定工作日（暂估，放假安排尚未公布）" in appraisal
    for path in (f"/plans/{plan.id}", f"/records/{record.id}"):
        page = squeeze(re.sub("<[^>]+>", "", client.get(path).text))
        assert "共15天（暂估，放假安排尚未公布）" in page
        assert "共120小时（暂估，放假安排尚未公布）" in page
    dossier = squeeze(read_text(pdf_of(client, f"/standing/{cast.teacher_post.id}/dossier.pdf")))
    assert "天数、小时为暂估，放假安排尚未公布" in dossier


@on_one_database
@pytest.mark.parametrize("status", list(S))
def test_the_application_can_be_printed_in_every_state(app, cast, status):
    plan = make_plan(cast.teacher_post, cast.site, status=status, by=cast.teacher, reviewer=cast.hr)
    assert_nothing_overflows(pdf_of(sign_in(app, cast.teacher), f"/plans/{plan.id}/application.pdf"))


def test_a_long_application_keeps_its_opinions_together(app, cast):
    plan = make_plan(
        cast.teacher_post, cast.site, status=S.REJECTED, by=cast.teacher, reviewer=cast.hr,
        tasks=LONG[:1500], transfer=LONG[:1000], absent=frozenset({clock.today() + timedelta(days=31)}),
        attended_rest_days=frozenset({clock.today() + timedelta(days=32)}), endorsement="waived",
        endorsed_by_id=None, endorsed_at=None,
    )  # fmt: skip
    paper = pdf_of(sign_in(app, cast.teacher), f"/plans/{plan.id}/application.pdf")
    first, second = word_boxes(paper)
    assert "五、审批意见" in "".join(box[4] for box in second)
    assert "五、审批意见" not in "".join(box[4] for box in first)
    said = squeeze(read_text(paper))
    for words in ("其中1天不去，另去休息日1天", "直接报人事处。", "驳回。原因：示例原因"):
        assert words in said, words
    assert_nothing_overflows(paper)


def test_an_empty_draft_prints_empty_places(app, cast):
    names = ("post", "tasks", "transfer", "mentor_name", "mentor_phone", "agreement_number", "insurance")
    plan = make_plan(
        cast.teacher_post,
        cast.site,
        by=cast.teacher,
        agreement=None,
        secrecy=None,
        **dict.fromkeys(names, ""),
    )
    assert_nothing_overflows(pdf_of(sign_in(app, cast.teacher), f"/plans/{plan.id}/application.pdf"))


def test_the_handbook_holds_log_checks_and_summary_over_several_pages(app, cast):
    plan = running(cast, first=-100, last=-1, tasks=LONG[:1500])
    weeks = weeks_of(plan, clock.today())
    for monday in weeks[1:]:
        write_week(plan, monday, Week(LONG, 1, 16, "缺图纸"), actor=cast.teacher, at=clock.now())
    found = Finding(plan.first_day + timedelta(days=3), CheckWay.PHONE, "示例赵主任", "在岗")
    add_check(plan, found, actor=cast.head, at=clock.now())
    plan.summary, plan.summed_up_at, plan.appraisal = LONG, clock.now(), Appraisal.QUALIFIED
    db.session.commit()
    paper = pdf_of(sign_in(app, cast.head), f"/plans/{plan.id}/handbook.pdf")
    said = squeeze(read_text(paper))
    for words in ("教师企业实践手册", "（未写）", "缺图纸", "电话", "示例赵主任", "合格", "单凭周志不计入"):
        assert words in said, words
    assert f"{len(weeks) - 1}篇，本人记{len(weeks) - 1}天" in said
    assert_nothing_overflows(paper)


def test_a_handbook_before_anything_happened(app, cast):
    plan = running(cast, first=3)
    said = squeeze(read_text(pdf_of(sign_in(app, cast.teacher), f"/plans/{plan.id}/handbook.pdf")))
    assert "还没有开始" in said
    assert "没有检查记录" in said
