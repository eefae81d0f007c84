"""The law as a page shows it: every rule, what counts, and where the texts disagree or are silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

from app import clock
from app.domain import words
from app.domain.rules import Cell, Column, CountingRow, CountingTable, Law, Rule, RuleStatus
from app.schools.law_models import LawAddition
from app.web.charts import Span, SpanRow

Member = TypeVar("Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Question:
    """Where the texts disagree or are silent, and what is done about it. Quotes are operative words only."""

    title: str
    texts: str
    done: str


QUESTIONS = (
    Question(
        "五年是 6 个月还是 10 个月",
        "辽政发〔2020〕8号（2020-03-02）按省教育厅 2025-06-06 提案答复的转述，"
        "是「实施5年累计不少于6个月企业实践制度」；"
        "辽政发〔2021〕2号（2021-01-07）写的是「实施5年累计不少于10个月企业实践制度」。"
        "没有见到哪份文件写明废止另一份；文件以 10 个月的为新，省教育厅后来的答复只提 6 个月。",
        "两种口径都算、都列出，不替学校选。推荐以学校设定的认定依据为准；"
        "满 6 个月而不足 10 个月的，同时写明两份文件。",
    ),
    Question(
        "五年要求约束谁",
        "提案答复写「落实“双师型”教师队伍全员轮训制度」，辽政发〔2021〕2号写「落实专业课教师全员轮训制度」；"
        "人群写在轮训前面，没有写在企业实践前面。",
        "按教师〔2016〕3号的文字取专业课教师和实习指导教师；其他教师的实践照样记录，显示为不适用。",
    ),
    Question(
        "年度要求约束谁",
        "辽委办发〔2022〕13号按提案答复的转述，写的是「职业学校、应用型本科学校专业课教师」，没有写实习指导教师。",
        "只约束专业课教师，从受约束后的第一个完整年度起考核。",
    ),
    Question(
        "年度和五年计的内容不同",
        "年度要求写「以多种形式参与企业实践或实训基地实训」；五年要求只写「企业实践制度」。",
        "实训基地实训计入年度，不计入五年。逐项见“哪些实践计入”。",
    ),
    Question(
        "年年达标，五年未必达标",
        "「每年至少累计一个月」，五年合起来是 5 个月，少于 6 个月，更少于 10 个月。没有文件把两者连起来。",
        "两条分别计算、分别显示，请不要用年度达标推断五年达标。",
    ),
    Question(
        "一个月是多少小时",
        "文件只写「一个月」「6个月」「10个月」，没有写学时、小时，也没有写一个月有多少天。",
        "折算口径由学校决定，注明起用日期，印在每一份结论上。法定节假日较多的月份，满勤也可能不足一个月的小时数。",
    ),
    Question(
        "年度和五年从哪天算起",
        "文件写「每年」和「5年累计」，没有写自然年度还是学年，也没有写五年怎样起止。",
        "由学校决定：自然年度（默认）或学年；滚动五年（默认，截至当天往前五年）或固定五年周期。",
    ),
    Question(
        "各种基地的叫法互相重叠",
        "流动站、教师企业实践基地、“双师型”教师培养培训基地、实训基地等名称，在不同文件里所指不尽相同，有的设在企业，有的设在学校。",
        "实践单位登记时分开记“是什么基地”和“设在企业还是学校”，不从名称推断。",
    ),
    Question(
        "讨论稿、转述和现行文件",
        "丹东市实施意见是「（讨 论 稿）」，没有文号和日期；提案答复是对现行规定的说明，本身不是规定。",
        "只有现行有效的文件能作为认定依据；讨论稿只作模拟，不作为认定依据；转述注明转述的出处。",
    ),
    Question(
        "教育系统和人社系统",
        "辽人社发〔2022〕18号发给「各市人力资源和社会保障局」，约束技工院校，没有规定数量；"
        "转发辽政发〔2021〕2号的通知（辽教发〔2021〕55号）发给「各市教育局，各有关高等院校」。",
        "技工院校默认不受教育系统规则约束，只作记录；学校可以作出有日期的决定，自行采用。",
    ),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Who of the school published what is not of this edition, and when."""

    by: str
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """A rule: the version to read today, and the others."""

    rule: Rule
    others: tuple[Rule, ...]
    """In order of their days."""


@dataclass(frozen=True, slots=True)
class LawPage:
    """Everything the page lists."""

    law: Law
    today: date
    in_force: list[RuleSheet]
    drafts: list[RuleSheet]
    counting: CountingTable
    later_tables: tuple[CountingTable, ...]
    """Tables with a day that is still to come."""
    timeline: list[SpanRow]
    sources: Mapping[tuple[str, int], Source]
    """What the school added, by rule id and version; of the counting table by its name."""
    profiles: tuple[str, ...]
    years: list[tuple[int, int]]
    """First and last year of each unbroken run of years the calendar holds."""
    calendar_sources: list[str]
    questions: tuple[Question, ...] = QUESTIONS


def law_page(law: Law, added: Iterable[LawAddition], today: date) -> LawPage:
    """The law of a school on a day; ``added`` is what the school published."""
    sheets = [_sheet(list(versions), today) for _, versions in groupby(law.rules, key=lambda rule: rule.id)]
    return LawPage(
        law=law,
        today=today,
        in_force=[sheet for sheet in sheets if sheet.rule.status is RuleStatus.IN_FORCE],
        drafts=[sheet for sheet in sheets if sheet.rule.status is not RuleStatus.IN_FORCE],
        counting=law.counting_on(today),
        later_tables=tuple(table for table in law.countings[1:] if table.dated > today),
        timeline=_timeline(law, sheets),
        sources={(one.subject, one.number): _source(one) for one in added},
        profiles=tuple(words.PROFILE.values()),
        years=_runs(law.calendar.years),
        calendar_sources=sorted({year.source for year in law.calendar.years.values()}),
    )


def _source(addition: LawAddition) -> Source:
    assert addition.decided_by is not None  # it is published
    assert addition.decided_at is not None
    return Source(addition.decided_by.person.name, clock.local(addition.decided_at).date(), addition.document)


def _sheet(versions: list[Rule], today: date) -> RuleSheet:
    """The version in force today, else the next one, else the last."""
    coming = [rule for rule in versions if rule.effective_to is None or rule.effective_to >= today]
    shown = coming[0] if coming else versions[-1]
    return RuleSheet(shown, tuple(rule for rule in versions if rule is not shown))


def _timeline(law: Law, sheets: Iterable[RuleSheet]) -> list[SpanRow]:
    """A row a version, those of one rule below each other."""
    texts = [law.versions(sheet.rule.id) for sheet in sheets]
    texts.sort(key=lambda versions: (_span(versions[0]).draft, versions[0].effective_from or date.min))
    rows = [SpanRow(asks_first(rule), (_span(rule),)) for versions in texts for rule in versions]
    tables = law.countings
    if len(tables) > 1:
        ends = [*(later.dated - timedelta(days=1) for later in tables[1:]), None]
        for n, (table, end) in enumerate(zip(tables, ends, strict=True)):
            version = f"第 {table.version} 版"
            span = Span(table.dated if n else None, end, version)
            rows.append(SpanRow(f"哪些实践计入 · {version}", (span,)))
    return rows


def _span(rule: Rule) -> Span:
    return Span(
        rule.effective_from,
        rule.effective_to,
        f"第 {rule.version} 版",
        assumed=rule.effective_from_assumed,
        draft=rule.status is not RuleStatus.IN_FORCE,
        standing="未生效，仅模拟" if rule.status is RuleStatus.DRAFT else words.RULE_STATUS[rule.status],
    )


def changed_rows(law: Law, table: CountingTable) -> list[CountingRow]:
    """The rows that read otherwise than in the table before, whichever row held their form then."""
    before = law.countings[law.countings.index(table) - 1]
    return [
        row
        for row in table.rows
        if any(_reads(before.row(row.venue, one)) != _reads(row) for one in row.hosts)
    ]


def _reads(row: CountingRow | None) -> tuple[object, ...]:
    return (row.cells, row.by_category, row.ground) if row else ()


def _runs(years: Iterable[int]) -> list[tuple[int, int]]:
    runs = []
    for _, group in groupby(enumerate(sorted(years)), key=lambda pair: pair[1] - pair[0]):
        run = [year for _, year in group]
        runs.append((run[0], run[-1]))
    return runs


def asks(rule: Rule) -> str:
    """What a rule asks, in a few words."""
    if rule.minimum_months is None:
        return "没有规定数量，只作记录"
    return f"{words.RULE_WINDOW[rule.window]}累计不少于 {rule.minimum_months} 个月"


def asks_first(rule: Rule) -> str:
    """A rule in a line that may be cut off: what tells it from the others comes first."""
    window, named = words.RULE_WINDOW[rule.window], rule.number or rule.title
    if rule.minimum_months is None:
        return f"没有规定数量 · {named}"
    return f"{rule.minimum_months} 个月 · {window} · {named}"


def listed(members: frozenset[Member], names: dict[Member, str]) -> str:
    """Names in their usual order."""
    return "、".join(name for member, name in names.items() if member in members)


def cell_words(row: CountingRow, column: Column) -> str:
    """What a row says in a column, with those who are treated differently."""
    said = words.CELL[row.cells[column]]
    for category, cells in row.by_category.items():
        other: Cell = cells[column]
        if other is not row.cells[column]:
            said += f"；{words.CATEGORY[category]}{words.CELL[other]}"
    return said
