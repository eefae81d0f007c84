"""What is still needed by when, as a sentence."""

from datetime import date

from app.domain import words
from app.domain.by_when import ByWhen, NextDate
from app.domain.conclusion import chinese_date

NEXT_DATE = {
    NextDate.LATE: "已逾期",
    NextDate.ENDS: "期限将到",
    NextDate.DROPS: "将低于要求",
    NextDate.FALLS_DUE: "开始考核",
}


def amount(found: ByWhen) -> str:
    """``40 小时（5 个工作日）``."""
    unit = "天" if found.calendar_days else "个工作日"
    return f"{words.hours(found.half_hours)} 小时（{found.days} {unit}）"


def needed(found: ByWhen, as_of: date) -> str:
    """What is needed until when and the last day to start: the one plain line."""
    if found.deadline is None:
        return f"已逾期，还需 {amount(found)}。"
    day = short_date(found.deadline.day, as_of)
    match found.deadline.kind:
        case NextDate.DROPS:
            said = f"若不再增加，{day}起将低于要求；在此之前再增加 {amount(found)}，那天仍可达标"
        case NextDate.FALLS_DUE:
            said = _falls_due(found, day, as_of)
        case _:
            said = f"{day}前还需 {amount(found)}"
    return f"{said}{last_start_said(found, as_of)}。{_more(found)}"


def _falls_due(found: ByWhen, day: str, as_of: date) -> str:
    """Rolling years ask on one day, a year or cycle from its first day to its last."""
    if found.verdict.rolling or found.deadline is None:
        return f"{day}起考核；届时还需 {amount(found)}"
    begins = short_date(found.deadline.window.first_day, as_of)
    return f"{begins}起考核；{day}前还需 {amount(found)}"


def last_start_said(found: ByWhen, as_of: date) -> str:
    """The last day to start, to follow what is needed in a sentence."""
    if found.start_by is None:
        left = "天数" if found.calendar_days else "工作日"
        return f"，剩下的{left}已不够，来不及按期完成"
    guess = "（放假安排未公布，按周一至周五推算）" if found.provisional else ""
    return f"，最晚 {short_date(found.start_by, as_of)}开始{guess}"


def _more(found: ByWhen) -> str:
    """What a reader would otherwise take for granted."""
    rest = found.kind is NextDate.DROPS and found.half_hours < (found.verdict.required or 0)
    later = "此后旧的小时还会陆续移出。" if rest else ""
    return later + ("没有扣除登记的离岗。" if found.leave else "")


def short_date(day: date, as_of: date) -> str:
    """``12 月 31 日``, with the year where it is another one."""
    return f"{day.month} 月 {day.day} 日" if day.year == as_of.year else chinese_date(day)
