"""How questions, answers and rulings are said."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain import words
from app.domain.conclusion import titled, year_name
from app.domain.questions import Answer, CellQuestion, LeaveQuestion, OverlapQuestion, Question
from app.domain.rules import Column, Law, Rule
from app.rulings.naming_queries import Naming, RecordBrief
from app.rulings.queries import Why
from app.standing.law_page import asks
from app.teachers.ruling_models import Ruling, RulingAnswer

KIND: dict[str, type[Question]] = {
    "cell": CellQuestion,
    "leave": LeaveQuestion,
    "overlap": OverlapQuestion,
}
KIND_WORDS = {"cell": "记录是否计入", "leave": "离岗年度是否豁免", "overlap": "两处全日重叠"}
COLUMN = {Column.ANNUAL: "年度要求", Column.FIVE_YEAR: "五年要求"}
ANSWER = {
    Answer.COUNTS: "计入",
    Answer.DOES_NOT_COUNT: "不计入",
    Answer.EXEMPT: "予以豁免",
    Answer.REFUSED: "不予豁免",
    Answer.STANDS: "两条都保留，一天最多计 8 小时",
    Answer.FIRST_FALLS: "先开始的一条不计入",
    Answer.SECOND_FALLS: "后开始的一条不计入",
}
WHY = {
    Why.OWN: "您本人的，或您录入的，由另一位人事或学校管理员裁定",
    Why.GONE: "已有人裁定，或情况有了变化，现在不需要裁定",
    Why.RULED: "其中的记录已有另一份裁定，请先撤销那一份",
}
STEP = {"ruling:made": "作出裁定", "ruling:revoked": "撤销裁定"}
NOT_EXEMPT = "这一年仍按没有完成对待"


def held_words(*, about_oneself: bool, others: Sequence[str], doing: str = "裁定") -> str:
    """Why the reader does not decide, and who may."""
    why = "您本人的" if about_oneself else "您录入的"
    if not others:
        return f"{why}，现在没有别人可以{doing}：请学校管理员再给一位同事开设人事账号"
    return f"{why}，由另一位人事或学校管理员{doing}：{'、'.join(others)}"


def rule_words(rule: Rule) -> str:
    """``年度累计不少于 1 个月（辽委办发〔2022〕13号）``."""
    return f"{asks(rule)}（{rule.number or titled(rule.title, None)}）"


def rule_words_on(law: Law, rule_id: str, day: date) -> str:
    """A rule in the version that names it on a day."""
    rule = law.version_on(rule_id, day)
    return rule_words(rule) if rule else rule_id


def rule_words_of(names: Naming, ruling: Ruling) -> str:
    """The rule of a ruling as it is at the end of the year it names, or today; empty under every rule."""
    if ruling.rule is None:
        return ""
    day = ruling.year.last_day if ruling.year else names.day
    return rule_words_on(names.law, ruling.rule, day)


def question_words(law: Law, question: Question) -> str:
    """What is to be decided, in a few words."""
    match question:
        case CellQuestion():
            return f"是否计入{COLUMN[question.column]}"
        case LeaveQuestion():
            rule = rule_words_on(law, question.rule, question.window.last_day)
            return f"{year_name(question.window)}是否豁免：{rule}"
        case OverlapQuestion():
            return f"两条全日记录有 {len(question.days)} 天同日，哪一条算数"


def ground_words(law: Law, question: Question, records: Mapping[str, RecordBrief]) -> str:
    """Why the law does not answer it."""
    match question:
        case CellQuestion():
            record = records[question.record]
            row = law.counting_on(record.last_day).row(record.venue, record.host)
            return row.ground if row else "计入表没有列出这种组合，由学校裁定"
        case LeaveQuestion(other_days=str(number)):
            return f"裁定 {number} 豁免的年度起止不同；学校改变年度起止以后，这一年是否豁免要重新裁定"
        case LeaveQuestion():
            return "这一年有经批准的离岗，要求没有完成；文件没有规定离岗怎样处理"
        case OverlapQuestion():
            days = "、".join(words.day_runs(question.days))
            return f"{days}两处都记为全日；系统一天只计 8 小时，哪一处属实由学校核实"


def said(names: Naming, rulings: Sequence[Ruling]) -> str:
    """What one decision says, in a sentence without its number."""
    first = rulings[0]
    rules = "、".join(dict.fromkeys(rule_words_of(names, one) for one in rulings if one.rule))
    year = f"{year_name(first.year)}，" if first.year else ""
    match first.kind:
        case RulingAnswer.EXEMPT:
            return f"{year}{rules}：予以豁免，不等于达标"
        case RulingAnswer.REFUSED:
            return f"{year}{rules}：不予豁免，{NOT_EXEMPT}"
    records = names.records
    record, other = records[str(first.record_id)], records.get(str(first.other_record_id))
    if first.kind is RulingAnswer.STANDS:
        return f"{record}与{other}同日重叠：两条都保留，同一天最多计 8 小时"
    overlap = f"与{other}同日重叠，" if other else ""
    answer = "计入" if first.kind is RulingAnswer.COUNTS else "不计入"
    return f"{record}：{overlap}{answer}{rules}"
