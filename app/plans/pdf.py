"""The application for a stretch of practice (企业实践审批表), filled in: a layout of our own."""

from datetime import datetime

from app import clock
from app.domain import words
from app.domain.facts import RecordStatus
from app.plans import wording
from app.plans.models import Answer, PracticePlan
from app.plans.page import PlanPage
from app.practice.pdf import OWN_LAYOUT
from app.practice.review_marks import Endorsement
from app.web.filters import date_range
from app.web.fonts import FontChain
from app.web.form_rows import LINE, REST, SIGNED_ON, label, pairs, section
from app.web.paper import WIDTH, Heading, Paper
from app.web.ruled import MUTED, Cell, Row

TITLE = "教师企业实践审批表"
ANSWERED = {Answer.CLEAR: "没有", Answer.CONFLICT: "有", None: ""}
ANSWER_WIDTH = 52.0
_DECISION = {
    RecordStatus.APPROVED: "批准",
    RecordStatus.REJECTED: "驳回",
    RecordStatus.RETURNED: "退回",
    RecordStatus.REVOKED: "批准，其后撤销",
}


def draw_application(page: PlanPage, *, school: str, fonts: FontChain, printed_on: str) -> bytes:
    """Draw the paper; opinions that are not given yet are left to be written by hand.

    Raises:
        MissingGlyphError: if a character has no shape in any face.
    """
    plan, teacher = page.plan, page.plan.teacher
    paper = Paper(fonts, Heading(TITLE, f"{teacher.person.name}（{teacher.staff_number}）", OWN_LAYOUT))
    paper.y += 14
    paper.text(Cell(TITLE, 0, size=20, bold=True, align=0.5))
    paper.y -= 2
    paper.text(Cell(f"计划编号 {plan.id}　　打印于 {printed_on}", 0, size=8.5, colour=MUTED, align=1))
    paper.y -= 3
    asked = [*_who_and_where(page, school), *_what(plan), *_settled(plan), *_negative(plan)]
    opinions = _opinions(plan)
    if paper.height([*asked, *opinions]) <= paper.room:
        paper.fill([*asked, *opinions])
    else:  # so much is planned that the opinions stand together overleaf
        paper.rows(asked)
        paper.need(paper.height(opinions))
        paper.rows(opinions)
    return paper.finish()


def _who_and_where(page: PlanPage, school: str) -> list[Row]:
    plan, teacher, site = page.plan, page.plan.teacher, page.plan.site
    days = f"{page.pattern}，每天 {words.hours(plan.half_hours)} 小时"
    if plan.absent:
        days += f"，其中 {len(plan.absent)} 天不去"
    if plan.attended_rest_days:
        days += f"，另去休息日 {len(plan.attended_rest_days)} 天"
    return [
        section("一、申请人与去处"),
        pairs(
            ("姓名", teacher.person.name), ("工号", teacher.staff_number), ("系部", teacher.department.name)
        ),
        pairs(("学校", school), ("专业", teacher.specialty)),
        pairs(("实践单位", site.name), ("单位类别", words.SITE_KIND[site.kind])),
        pairs(("岗位", plan.post), ("实践形式", words.VENUE[plan.venue])),
        pairs(("起止日期", date_range(plan.first_day, plan.last_day)), ("共计", _total(page))),
        _wide("时间安排", days),
        pairs(("企业指导人", plan.mentor_name), ("联系电话", plan.mentor_phone)),
    ]


def _total(page: PlanPage) -> str:
    return f"{len(page.days)} 天 {words.hours(page.half_hours)} 小时{page.estimate}"


def _what(plan: PracticePlan) -> list[Row]:
    rows = [
        section("二、任务与成果转化"),
        _text("目标与任务", plan.tasks),
        _text("怎样用到\n教学里", plan.transfer),
    ]
    return [*rows, _wide("补报原因", plan.late_reason)] if plan.late_reason else rows


def _settled(plan: PracticePlan) -> list[Row]:
    return [
        section("三、协议、保险与安全"),
        _wide("协议", wording.agreement(plan)),
        _wide("保险", plan.insurance),
        _wide("安全教育", plan.safety),
    ]


def _negative(plan: PracticePlan) -> list[Row]:
    rows = [section("四、禁止和限制事项（本人填写）")]
    for said, answer in wording.answers(plan):
        cells = [
            Cell(said, WIDTH - ANSWER_WIDTH, size=9, middle=True),
            Cell(ANSWERED[answer], ANSWER_WIDTH, size=9, align=0.5, middle=True),
        ]
        rows.append(Row(cells, height=18))
    return [*rows, _wide("本人说明", plan.conflict_note)] if plan.conflict_note else rows


def _opinions(plan: PracticePlan) -> list[Row]:
    return [
        section("五、审批意见"),
        _opinion("申请人", "以上内容属实。", f"签名：　　　　　　　　　　{SIGNED_ON}"),
        _opinion("系部意见", _of_the_head(plan), f"部门负责人签名：　　　　　　　　　　{SIGNED_ON}"),
        _opinion("人事处意见", _of_hr(plan), f"经办人签名（盖章）：　　　　　　　　　　{SIGNED_ON}"),
    ]


def _of_the_head(plan: PracticePlan) -> str:
    if plan.endorsement is Endorsement.WAIVED:
        return "本系没有其他负责人可以初审，直接报人事处。"
    if plan.endorsed_by is None or plan.endorsed_at is None:
        return ""
    return f"{_day(plan.endorsed_at)} {plan.endorsed_by.person.name}在系统中同意。"


def _of_hr(plan: PracticePlan) -> str:
    if plan.decided_by is None or plan.decided_at is None:
        return ""
    said = f"{_day(plan.decided_at)} {plan.decided_by.person.name}在系统中{_DECISION[plan.status]}。"
    return f"{said}原因：{plan.reason}" if plan.reason else said


def _day(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d}"


def _wide(name: str, text: str) -> Row:
    return Row([label(name), Cell(text, REST, name, middle=True)], height=LINE)


def _text(name: str, text: str) -> Row:
    return Row([label(name), Cell(text, REST, name.replace("\n", ""))], height=36, grow=2)


def _opinion(name: str, said: str, foot: str) -> Row:
    return Row([label(name), Cell(said, REST, name, foot=foot)], height=50, grow=1)
