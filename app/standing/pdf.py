"""A teacher's whole practice record on paper (个人实践档案): every record, its files, every verdict."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.domain import words
from app.domain.by_when_words import needed
from app.domain.conclusion import about_days, chinese_date, citation_line
from app.domain.outcome import Verdict
from app.standing.dossier import Dossier, DossierRecord
from app.standing.headline import NOT_JUDGED
from app.standing.page import Worksheet, why_excluded
from app.web.filters import date_range
from app.web.fonts import FontChain
from app.web.paper import WIDTH, Heading, Paper
from app.web.ruled import MUTED, TEAL, Cell, Row

TITLE = "个人企业实践档案"
NUMBER, DATES, DAYS, HOURS, STATUS = 30.0, 122.0, 38.0, 50.0, 50.0
PLACE = WIDTH - NUMBER - DATES - DAYS - HOURS - STATUS
TERM = 56.0
SMALL = 8.5
MOST_KEPT = 230.0
"""The longest record or verdict that goes to a new page rather than be divided, in points."""
HEADING, HEADING_ROOM = 36.0, 90.0
"""The height of a heading, and what must fit with it at least: it never stands at the foot of a page."""


def draw_dossier(dossier: Dossier, *, fonts: FontChain, printed_on: str) -> bytes:
    """Draw the paper.

    Raises:
        MissingGlyphError: if a character has no shape in any face.
    """
    found = dossier.page.found
    about = f"{found.name}（{found.staff_number}）"
    paper = Paper(fonts, Heading(TITLE, about, f"截至 {dossier.as_of}　打印于 {printed_on}"))
    _draw_cover(paper, dossier)
    _draw_records(paper, dossier)
    _draw_verdicts(paper, dossier)
    _draw_disagreements(paper, dossier)
    return paper.finish()


def _draw_cover(paper: Paper, dossier: Dossier) -> None:
    found, teacher = dossier.page.found, dossier.teacher
    paper.y += 14
    paper.text(Cell(dossier.school, 0, "学校", size=11, colour=TEAL, align=0.5))
    paper.y -= 4
    paper.text(Cell(TITLE, 0, size=20, bold=True, align=0.5))
    paper.y -= 8
    held = "；".join(f"{one.first_day} 起 {words.CATEGORY[one.category]}" for one in teacher.categories)
    left = f"，{teacher.left_on} 离职" if teacher.left_on else ""
    half = WIDTH / 2 - TERM
    pairs = (
        (("姓名", found.name), ("工号", found.staff_number)),
        (("系部", found.department), ("专业", teacher.specialty or "未填写")),
        (("入职日期", f"{teacher.hired_on}{left}"), ("截至", chinese_date(dossier.as_of))),
    )
    rows = [
        Row([cell for term, text in pair for cell in (_term(term), Cell(text, half, term))], boxed=False)
        for pair in pairs
    ]
    paper.rows([*rows, Row([_term("任教类别"), Cell(held or "未登记", WIDTH - TERM)], boxed=False)])
    for remark in (found.problem, dossier.page.incomplete):
        if remark:
            paper.y -= 4
            paper.text(Cell(remark, 0, "说明", size=SMALL, colour=MUTED))


def _draw_records(paper: Paper, dossier: Dossier) -> None:
    _heading(paper, f"一、实践与培训记录（{len(dossier.records)} 条）")
    if not dossier.records:
        paper.text(Cell("没有记录。", 0))
        return
    columns = (NUMBER, DATES, PLACE, DAYS, HOURS, STATUS)
    names = ("序号", "起止", "单位与岗位", "天数", "小时", "情况")
    header = _header(names, columns, figures={"天数", "小时"})
    paper.rows(
        (row for one in dossier.records for row in _kept_whole(paper, _record_rows(one))), header=header
    )
    paper.y -= 5
    for note in (
        "天数、小时按起止日期、出勤规律和缺勤推算；几条记录重叠的日子，在达标情况中一天最多计 8 小时。",
        "佐证名称之后是文件类型和 SHA-256 的前 12 位。",
    ):
        paper.text(Cell(note, 0, size=SMALL, colour=MUTED))


def _record_rows(one: DossierRecord) -> Iterator[Row]:
    record = one.record
    what = record.class_title or record.post
    place = f"{record.site.name} · {what}" if what else record.site.name
    yield Row(
        [
            Cell(str(one.number), NUMBER, align=0.5),
            Cell(date_range(record.first_day, record.last_day), DATES, size=9),
            Cell(place, PLACE, "单位与岗位", bold=True),
            Cell(str(one.days), DAYS, align=1),
            Cell(words.hours(one.half_hours), HOURS, align=1),
            Cell(words.RECORD_STATUS[record.status], STATUS, align=1),
        ],
        boxed=False,
        ruled=False,
    )
    details = [("形式", one.form), ("做了什么", record.tasks)]
    if record.class_title:
        hours = f"，{record.training_hours} 学时（照证书记载，不折算）" if record.training_hours else ""
        number = f"，证书编号 {record.certificate_number}" if record.certificate_number else ""
        details.append(("培训班", f"{record.organiser}主办{number}{hours}"))
    details.append(("审核", one.reviewed))
    details.append(("佐证等级", one.proof))
    files = [f"{name}　{kind}　{digest}" for name, kind, digest in one.evidence]
    details.append((f"佐证 {len(files)}", "\n".join(files) or "没有文件"))
    for position, (term, text) in enumerate(details, 1):
        yield _detail(term, text, indent=NUMBER, ruled=position == len(details))


def _draw_verdicts(paper: Paper, dossier: Dossier) -> None:
    numbers = dossier.numbers()
    drawn = [list(_kept_whole(paper, _verdict_rows(work, numbers))) for work in dossier.current]
    beneath = paper.height(drawn[0][:1]) + drawn[0][0].follow if drawn else 0
    _heading(paper, f"二、达标情况（截至 {chinese_date(dossier.as_of)}）", beneath)
    if not drawn:
        paper.text(Cell("这一天没有可以评定的规定。", 0))
    drawn.append([_detail("要求将改变", needed(one, dossier.as_of)) for one in dossier.page.changes])
    for rows in filter(None, drawn):
        paper.rows(rows)
        paper.y -= 8
    if dossier.earlier:
        paper.need(HEADING_ROOM)
        columns = (DATES, WIDTH - DATES - 150, 90.0, 60.0)
        header = _header(
            ("统计期", "往年的结果与讨论稿的测算", "计入 / 要求（小时）", "情况"),
            columns,
            figures={"计入 / 要求（小时）"},
        )
        paper.rows((_earlier_row(verdict, columns) for verdict in dossier.earlier), header=header)


def _verdict_rows(work: Worksheet, numbers: dict[str, int]) -> Iterator[Row]:
    sheet, verdict = work.sheet, work.verdict
    yield Row(
        [
            Cell(sheet.title, WIDTH - 70, "规定名称", size=10, bold=True),
            Cell(words.STANDING[verdict.standing], 70, size=10, bold=True, align=1),
        ],
        boxed=False,
    )
    credited = [
        f"第 {numbers[line.record.id]} 条 {words.hours(line.credited)} 小时"
        + (f"（{line.ruled}）" if line.ruling else "")
        for line in sheet.lines
    ]
    left_out = [
        f"第 {numbers[line.record.id]} 条（{why_excluded(line)}）"
        for line in sheet.excluded
        if line.record.id in numbers  # else it was not handed in, and is not on the paper
    ]
    details = (
        ("依据", sheet.citation),
        ("统计期", sheet.window),
        ("折算口径", sheet.profile),
        ("计入", "、".join(credited)),
        ("不计", "、".join(left_out)),
        ("计算", "\n".join(sheet.arithmetic)),
        ("结论", sheet.conclusion),
        ("下一步", sheet.by_when),
        ("说明", "\n".join(sheet.remarks)),
    )
    for term, text in details:
        if text:
            yield _detail(term, text)


def _earlier_row(verdict: Verdict, columns: tuple[float, ...]) -> Row:
    required = (
        ""
        if verdict.required is None or verdict.standing in NOT_JUDGED
        else f" / {words.hours(verdict.required)}"
    )
    title = f"《{verdict.rule.title}》{verdict.rule.number or ''}" + (
        "（仅供测算）" if verdict.simulated else ""
    )
    if verdict.ruling:
        title += f"（裁定 {verdict.ruling}）"
    texts = (
        date_range(*verdict.window),
        title,
        f"{words.hours(verdict.credited)}{required}",
        words.STANDING[verdict.standing],
    )
    return Row(
        [
            Cell(text, width, "往年的结果", size=SMALL, align=align)
            for text, width, align in zip(texts, columns, (0, 0, 1, 1), strict=True)
        ],
        boxed=False,
    )


def _draw_disagreements(paper: Paper, dossier: Dossier) -> None:
    if not dossier.page.disagreements:
        return
    _heading(paper, "三、口径不一")
    paper.text(
        Cell("现行文件口径不同，结果也不同；没有见到文件写明废止其中任何一份，所以都列出来。", 0, size=SMALL)
    )
    for one in dossier.page.disagreements:
        rows = [_reading(met) for met in one.met]
        paper.rows(
            [*rows, _reading(one.other, f"还差 {about_days(one.other.shortfall or 0, one.other.profile)}。")]
        )


def _reading(verdict: Verdict, more: str = "") -> Row:
    said = f"{verdict.rule.minimum_months} 个月：{citation_line(verdict.rule)}。{more}"
    return _detail(words.STANDING[verdict.standing], said)


def _kept_whole(paper: Paper, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, the first of which asks for as much room as all of them, within reason."""
    first, *others = rows
    yield replace(first, follow=min(paper.height(others), MOST_KEPT))
    yield from others


def _heading(paper: Paper, text: str, beneath: float = 0) -> None:
    paper.need(max(HEADING_ROOM, HEADING + beneath))
    paper.y -= 14
    paper.text(Cell(text, 0, size=12, bold=True, colour=TEAL))
    paper.y -= 3


def _header(names: tuple[str, ...], columns: tuple[float, ...], *, figures: set[str]) -> Row:
    cells = [
        Cell(name, width, size=SMALL, colour=MUTED, align=1 if name in figures or name == "情况" else 0)
        for name, width in zip(names, columns, strict=True)
    ]
    return Row(cells, boxed=False)


def _detail(term: str, text: str, *, indent: float = 0.0, ruled: bool = False) -> Row:
    cells = [_term(term), Cell(text, WIDTH - TERM - indent, term, size=SMALL)]
    return Row(
        [Cell("", indent), *cells] if indent else cells,
        boxed=False,
        ruled=ruled,
        pad=2.0,
        below=3.0 if ruled else 0.0,
    )


def _term(text: str) -> Cell:
    return Cell(text, TERM, size=SMALL, colour=MUTED)
