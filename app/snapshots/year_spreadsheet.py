"""A frozen year as a workbook: who stood where, and by whom, when and by what it was frozen."""

from collections.abc import Iterable, Sequence

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.plain import hours
from app.snapshots.forms import Asked
from app.snapshots.frozen_ground import FrozenRule, Ground
from app.snapshots.models import Snapshot
from app.snapshots.page import Listed
from app.snapshots.wording import asked_words, decision_words, edition_name, table_words
from app.standing.headline import NOT_JUDGED
from app.web.filters import datetime_cn
from app.web.workbook import Sheet, workbook

ABOUT = (("项目", 16), ("内容", 110))


def year_xlsx(snapshot: Snapshot, school: str, ground: Ground, rows: Sequence[Listed], asked: Asked) -> bytes:
    """A sheet of the teachers that were asked for, and one of what the year is."""
    label = year_name(snapshot.window)
    columns = (
        ("工号", 14), ("姓名", 14), ("系部", 20), ("类别", 16), ("截至", 12),
        (f"{label}计入小时", 16), (f"{label}要求小时", 16), (f"{label}情况", 14),
        ("近五年计入小时", 16), ("近五年要求小时", 16), ("近五年情况", 14), ("满足认定依据", 14),
    )  # fmt: skip
    people = [_cells(snapshot, row, by_year=ground.gates_by_year) for row in rows]
    about = list(_about(snapshot, school, ground, len(rows), asked))
    return workbook([Sheet("教师", columns, people, names=2), Sheet("存档说明", ABOUT, about)])


def _cells(snapshot: Snapshot, row: Listed, *, by_year: bool) -> Sequence[object]:
    unasked = (row.year_standing if by_year else row.five_standing) in NOT_JUDGED
    return [
        row.staff_number,
        row.name,
        row.department,
        words.CATEGORY[row.category] if row.category else "",
        snapshot.as_of,
        *_line(row, "year"),
        *_line(row, "five"),
        {None: "", True: "是", False: "不适用" if unasked else "否"}[row.gate_passes],
    ]


def _line(row: Listed, line: str) -> Iterable[object]:
    standing = getattr(row, f"{line}_standing")
    credited, required = getattr(row, f"{line}_credited"), getattr(row, f"{line}_required")
    for half_hours in (credited, None if standing in NOT_JUDGED else required):
        yield None if half_hours is None else hours(half_hours)
    yield words.STANDING[standing] if standing else ""


def _about(
    snapshot: Snapshot, school: str, ground: Ground, listed: int, asked: Asked
) -> Iterable[tuple[str, object]]:
    yield "学校", school
    yield "年度", edition_name(snapshot)
    yield "统计期起", snapshot.first_day
    yield "统计期止", snapshot.as_of
    yield "冻结时间", datetime_cn(snapshot.taken_at)
    yield "冻结人", snapshot.taken_by.person.name
    if snapshot.reason:
        yield "更正的原因", snapshot.reason
    yield "在册教师", snapshot.teachers
    yield "列出", f"{listed} 人{asked_words(asked, year_name(snapshot.window))}"
    for rule in ground.rules:
        yield "采用的规定", _rule(rule)
    for decision in ground.decisions_of(snapshot.window):
        yield "学校的决定", decision_words(decision, snapshot.window)
    for table in ground.tables:
        yield "计入口径表", table_words(table, snapshot.as_of)


def _rule(rule: FrozenRule) -> str:
    begins = f"，{rule.effective_from} 起" if rule.effective_from else ""
    asks = (
        f"{words.RULE_WINDOW[rule.window]} {rule.minimum_months} 个月"
        if rule.minimum_months
        else "没有规定数量"
    )
    return f"{rule.titled}：第 {rule.version} 版{begins}，{asks}，{words.RULE_STATUS[rule.status]}"
