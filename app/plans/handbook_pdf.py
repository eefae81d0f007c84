"""What was kept while a plan was carried out (企业实践手册): log, checks and summary on paper."""

from app.domain import words
from app.plans import wording
from app.plans.models import PlanCheck, PlanWeek
from app.plans.page import LogWeek, PlanPage
from app.practice.pdf import OWN_LAYOUT
from app.web.filters import date_range
from app.web.fonts import FontChain
from app.web.form_rows import LINE, REST, SIGNED_ON, label, pairs, section
from app.web.paper import WIDTH, Heading, Paper
from app.web.ruled import MUTED, Cell, Row

TITLE = "教师企业实践手册"
WEEK = 96.0
TIME = 74.0
DONE = (WIDTH - WEEK - TIME) * 0.62
PROBLEM = WIDTH - WEEK - TIME - DONE
CHECK = (76.0, 48.0, 76.0, WIDTH - 200.0)


def draw_handbook(page: PlanPage, *, school: str, fonts: FontChain, printed_on: str) -> bytes:
    """Draw the paper; weeks that have not come, and what is not written, are left out or empty.

    Raises:
        MissingGlyphError: if a character has no shape in any face.
    """
    plan, teacher = page.plan, page.plan.teacher
    paper = Paper(fonts, Heading(TITLE, f"{teacher.person.name}（{teacher.staff_number}）", OWN_LAYOUT))
    paper.y += 14
    paper.text(Cell(school, 0, "学校", size=11, colour=MUTED, align=0.5))
    paper.text(Cell(TITLE, 0, size=20, bold=True, align=0.5))
    paper.y -= 2
    paper.text(Cell(f"计划编号 {plan.id}　　打印于 {printed_on}", 0, size=8.5, colour=MUTED, align=1))
    paper.y -= 3
    paper.rows(_facts(page))
    remark = Cell(wording.LOG_IS_NO_PROOF, WIDTH, size=8.5, colour=MUTED, middle=True)
    paper.rows([section(f"二、周志（{_written(page)}）"), Row([remark], height=20, follow=60)])
    paper.rows(
        _weeks(page.weeks),
        header=_header(("周", "出勤", "做了什么", "遇到的问题"), (WEEK, TIME, DONE, PROBLEM)),
    )
    paper.rows([section(f"三、检查记录（{len(plan.checks)} 次）")])
    paper.rows(_checks(plan.checks), header=_header(("日期", "方式", "检查人", "检查情况"), CHECK))
    summary = _summary(page)
    paper.need(paper.height(summary))
    paper.rows(summary)
    return paper.finish()


def _facts(page: PlanPage) -> list[Row]:
    plan, teacher = page.plan, page.plan.teacher
    planned = f"{len(page.days)} 天 {words.hours(page.half_hours)} 小时{page.estimate}"
    return [
        section("一、基本情况"),
        pairs(
            ("姓名", teacher.person.name), ("工号", teacher.staff_number), ("系部", teacher.department.name)
        ),
        pairs(("实践单位", plan.site.name), ("岗位", plan.post)),
        pairs(("起止日期", date_range(plan.first_day, plan.last_day)), ("计划", planned)),
        pairs(("企业指导人", plan.mentor_name), ("联系电话", plan.mentor_phone)),
        Row([label("目标与任务"), Cell(plan.tasks, REST, "目标与任务")], height=40),
    ]


def _written(page: PlanPage) -> str:
    entries = [week.entry for week in page.weeks if week.entry]
    days, half_hours = sum(one.days for one in entries), sum(one.half_hours for one in entries)
    return f"{len(entries)} 篇，本人记 {days} 天 {words.hours(half_hours)} 小时"


def _weeks(weeks: tuple[LogWeek, ...]) -> list[Row]:
    return [_week(week, week.entry) for week in weeks] or [_empty("还没有开始")]


def _week(week: LogWeek, entry: PlanWeek | None) -> Row:
    when = f"{week.monday} 至\n{week.sunday}"
    time = f"{entry.days} 天\n{words.hours(entry.half_hours)} 小时" if entry else ""
    done, problem = (entry.done, entry.problem) if entry else ("（未写）", "")
    return Row(
        [
            Cell(when, WEEK, size=9),
            Cell(time, TIME, size=9, align=0.5),
            Cell(done, DONE, "周志", size=9),
            Cell(problem, PROBLEM, "周志", size=9),
        ],
        height=36,
    )


def _checks(checks: list[PlanCheck]) -> list[Row]:
    rows = []
    for one in checks:
        texts = (str(one.day), wording.CHECK_WAY[one.way], one.inspector, one.finding)
        cells = [Cell(text, width, "检查记录", size=9) for text, width in zip(texts, CHECK, strict=True)]
        rows.append(Row(cells, height=26))
    return rows or [_empty("没有检查记录")]


def _summary(page: PlanPage) -> list[Row]:
    plan = page.plan
    graded = wording.APPRAISAL[plan.appraisal] if plan.appraisal else ""
    return [
        section("四、总结与成果转化"),
        Row([label("总结"), Cell(plan.summary, REST, "总结")], height=66),
        Row([label("鉴定等次"), Cell(graded, REST, middle=True)], height=LINE),
        Row([label("用到哪门课"), Cell(plan.course, REST, "用到哪门课", middle=True)], height=LINE),
        Row([label("改了什么"), Cell(plan.outcome, REST, "改了什么")], height=44),
        Row(
            [
                label("签名"),
                Cell("教师：", REST / 2, size=9, colour=MUTED, foot=SIGNED_ON),
                Cell("部门负责人：", REST / 2, size=9, colour=MUTED, foot=SIGNED_ON),
            ],
            height=56,
        ),
    ]


def _header(names: tuple[str, ...], widths: tuple[float, ...]) -> Row:
    cells = [
        Cell(name, width, size=9, colour=MUTED, align=0.5, middle=True)
        for name, width in zip(names, widths, strict=True)
    ]
    return Row(cells, height=20)


def _empty(said: str) -> Row:
    return Row([Cell(said, WIDTH, size=9, colour=MUTED, align=0.5, middle=True)], height=LINE)
