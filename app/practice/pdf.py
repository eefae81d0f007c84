"""The appraisal form an enterprise stamps (企业实践鉴定表), blank or filled in: a layout of our own."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain import words
from app.practice.appraisal import AppraisalFacts, Month
from app.web.filters import date_range
from app.web.fonts import FontChain
from app.web.form_rows import LINE, REST, SIGNED_ON, hint, label, pairs, section
from app.web.paper import WIDTH, Heading, Paper
from app.web.ruled import MUTED, Cell, Row

TITLE = "教师企业实践鉴定表"
OWN_LAYOUT = "本表为学校自拟版式，不是教育行政部门的统一表格"
MONTHS_IN_A_BAND = 7


def draw_appraisal(facts: AppraisalFacts | None, *, fonts: FontChain, printed_on: str = "") -> bytes:
    """Draw the form; without facts every place is empty.

    Raises:
        MissingGlyphError: if a character has no shape in any face.
    """
    about = f"{facts.teacher}（{facts.staff_number}）" if facts else ""
    paper = Paper(fonts, Heading(TITLE, about, OWN_LAYOUT))
    _draw_title(paper, facts, printed_on)
    facts_rows, enterprise_rows, school_rows = _facts_rows(facts), _enterprise_rows(), _school_rows()
    if paper.height([*facts_rows, *enterprise_rows]) <= paper.room:
        paper.fill([*facts_rows, *enterprise_rows])
    else:  # so much was done that the enterprise signs overleaf, on one page
        paper.rows(facts_rows)
        paper.need(paper.height(enterprise_rows))
        paper.fill(enterprise_rows)
    paper.need(paper.height(school_rows))
    paper.rows(school_rows)
    _draw_notes(paper)
    return paper.finish()


def _draw_title(paper: Paper, facts: AppraisalFacts | None, printed_on: str) -> None:
    paper.y += 14
    paper.text(Cell(TITLE, 0, size=20, bold=True, align=0.5))
    paper.y -= 2
    said = f"记录编号 {facts.record_id}　　打印于 {printed_on}" if facts else "请用黑色笔填写"
    paper.text(Cell(said, 0, size=8.5, colour=MUTED, align=1))
    paper.y -= 3


def _facts_rows(facts: AppraisalFacts | None) -> list[Row]:
    def of(name: str) -> str:
        return str(getattr(facts, name)) if facts else ""

    when = (
        date_range(facts.first_day, facts.last_day)
        if facts
        else "自　　　　年　　月　　日至　　　　年　　月　　日"
    )
    a_day = f"{words.hours(facts.half_hours)} 小时" if facts else ""
    absent = f"，缺勤 {facts.absent} 天" if facts and facts.absent else ""
    return [
        section("一、基本情况（教师填写）"),
        pairs(("姓名", of("teacher")), ("工号", of("staff_number")), ("所在系部", of("department"))),
        pairs(("学校", of("school")), ("专业", of("specialty"))),
        pairs(("企业全称", of("enterprise")), ("单位类别", of("site_kind"))),
        pairs(("统一社会\n信用代码", of("credit_code")), ("认定文号", of("site_document"))),
        pairs(("岗位", of("post")), ("实践形式", of("venue"))),
        pairs(("起止日期", when), ("协议编号", "")),
        pairs(("时间安排", of("pattern") + absent + of("estimate")), ("每天时间", a_day)),
        *_month_rows(facts.months if facts else ()),
        Row([label("主要任务"), Cell(of("tasks"), REST, "做了什么")], height=52, grow=4),
    ]


def _month_rows(months: Sequence[Month]) -> list[Row]:
    """Months side by side, the sum last; the enterprise compares them with its attendance sheet."""
    columns = [
        (f"{one.year}-{one.month:02}", str(one.days), words.hours(one.half_hours)) for one in months
    ] or [("", "", "")] * (MONTHS_IN_A_BAND - 1)
    if months:
        days, half_hours = sum(one.days for one in months), sum(one.half_hours for one in months)
        columns += [("", "", "")] * (-(len(months) + 1) % MONTHS_IN_A_BAND)
        columns.append(("合计", str(days), words.hours(half_hours)))
    else:
        columns.append(("合计", "", ""))
    width = REST / MONTHS_IN_A_BAND
    rows = []
    for start in range(0, len(columns), MONTHS_IN_A_BAND):
        band = columns[start : start + MONTHS_IN_A_BAND]
        for number, name in enumerate(("月份", "出勤天数", "出勤小时")):
            cells = [Cell(column[number], width, name, size=9, align=0.5, middle=True) for column in band]
            rows.append(Row([label(name), *cells], height=18))
    return rows


def _enterprise_rows() -> list[Row]:
    checked = (
        "□ 与上表相符　　　□ 更正为　　　　天，　　　　小时（出勤表附后）\n请假　　　　天，缺勤　　　　天"
    )
    aspects = "请就岗位技能、规范与安全、协作、成果四方面写明："
    results = "解决的技术问题、形成的案例或教学资源："
    half = REST / 2
    return [
        section("二、企业鉴定（实践单位填写并盖章）"),
        pairs(("指导人", ""), ("职务", ""), ("联系电话", "")),
        Row([label("出勤核对"), Cell(checked, REST, size=9, middle=True)], height=LINE),
        Row([label("表现与能力\n评价"), hint(aspects, REST)], height=72, grow=4),
        Row([label("实践成果"), hint(results, REST)], height=40, grow=2),
        Row(
            [
                label("鉴定等次"),
                Cell("□ 优秀　　　　　□ 合格　　　　　□ 不合格", REST, size=10.5, middle=True),
            ],
            height=LINE + 2,
        ),
        Row(
            [
                label("签字盖章"),
                hint("指导人签名：", half, SIGNED_ON),
                hint("企业盖章处：", half, SIGNED_ON),
            ],
            height=84,
            grow=1,
        ),
    ]


def _school_rows() -> list[Row]:
    widths = [WIDTH * share for share in (0.17, 0.27, 0.17, 0.39)]
    heads = ("检查日期", "方式（走访、电话、查阅）", "检查人", "检查结果")
    inspected = [Row([Cell("", width) for width in widths], height=36)] * 4
    signed = f"签名：　　　　　　　　　　{SIGNED_ON}"
    counted = "认定　　　　天　　　　小时　　　实践形式：　　　　　　　　　　　　　依据与说明："
    return [
        section("三、检查、考核与认定（学校填写）"),
        Row(
            [replace(label(head), width=width) for head, width in zip(heads, widths, strict=True)],
            height=LINE,
        ),
        *inspected,
        Row([label("部门考核\n意见"), Cell("", REST, foot=f"部门负责人{signed}")], height=160),
        Row([label("人事处认定"), hint(counted, REST, f"经办人{signed}")], height=190),
    ]


def _draw_notes(paper: Paper) -> None:
    paper.y -= 12
    for note in (
        "说明：",
        "1. 第一部分可由系统按记录填好；出勤天数、小时按起止日期、时间安排和缺勤推算，以企业核对为准。",
        "2. 第二部分由实践单位填写并盖章；盖章后扫描，作为佐证上传到这条记录，原件交人事处存档。",
        "3. 第三部分由学校填写；实践时间由人事处按学校采用的规定认定。",
    ):
        paper.text(Cell(note, 0, size=8.5, colour=MUTED))
