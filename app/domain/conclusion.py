"""A verdict in sentences: its ground, its sums and what follows."""

from datetime import date

from app.domain import words
from app.domain.facts import DAY_CAP, Profile
from app.domain.outcome import Standing, Verdict
from app.domain.rules import Rule, RuleWindow
from app.domain.timeline import falls_due
from app.domain.windows import Window


def titled(title: str, number: str | None) -> str:
    """A document as a sentence names it."""
    return f"《{title}》（{number}）" if number else f"《{title}》"


def year_name(window: Window) -> str:
    """``2026 年``, or ``2025—2026 学年``."""
    first, last = window.first_day.year, window.last_day.year
    return f"{first} 年" if first == last else f"{first}—{last} 学年"


def citation_line(rule: Rule) -> str:
    """The ground in one line: title, number, issue date, clause, and what is assumed or not in force."""
    cited = rule.citation
    parts = [f"《{cited.title}》{cited.number or '（无文号）'}"]
    parts.append(f"{cited.issued_on} 发布" if cited.issued_on else "发布日期不详")
    if cited.clause:
        parts.append(cited.clause)
    if rule.effective_from_assumed:
        parts.append(f"{rule.effective_from} 起施行（生效日为推定）")
    elif rule.effective_from:
        parts.append(f"{rule.effective_from} 起施行")
    parts.append(words.RULE_STATUS[rule.status])
    return "，".join(parts)


def about_days(half_hours: int, profile: Profile) -> str:
    """Hours with what they come to in full days of a reading, e.g. ``40 小时（约 5 个工作日）``."""
    days, rest = divmod(half_hours, DAY_CAP)
    unit = "天" if profile is Profile.CAL30 else "个工作日"
    return f"{words.hours(half_hours)} 小时（约 {days + bool(rest)} {unit}）"


def arithmetic(verdict: Verdict) -> tuple[str, ...]:
    """The sums, one a line."""
    lines = []
    if verdict.required is not None:
        months, month = verdict.rule.minimum_months, words.hours_of_month(verdict.profile)
        lines.append(f"要求：{months} 个月 × {month} 小时/月 = {words.hours(verdict.required)} 小时")
    credited = words.hours(verdict.credited)
    if len(verdict.records) > 1:
        summands = " + ".join(words.hours(credit.half_hours) for credit in verdict.records)
        lines.append(f"计入：{summands} = {credited} 小时")
    else:
        lines.append(f"计入：{credited} 小时")
    if verdict.pending:
        lines.append(f"待审核的记录通过后可再计入 {words.hours(verdict.pending)} 小时")
    if verdict.undecided:
        lines.append(f"待裁定的记录若计入可再加 {words.hours(verdict.undecided)} 小时")
    if verdict.required is not None:
        required = words.hours(verdict.required)
        if verdict.shortfall:
            idle = _NOT_ASKED.get(verdict.standing, "")
            lines.append(
                f"差额：{required} − {credited} = {about_days(verdict.shortfall, verdict.profile)}{idle}"
            )
        else:
            over = verdict.credited - verdict.required
            said = f"{credited} − {required}，多出 {words.hours(over)} 小时" if over else "正好"
            lines.append(f"差额：无（{said}）")
    return tuple(lines)


_NOT_ASKED = {
    Standing.NOT_YET_DUE: "，本期不考核，只供参考",
    Standing.NOT_BOUND: "，本规定不适用，只供参考",
    Standing.EXEMPT: "，已豁免，不要求补足",
}


def conclusion(verdict: Verdict, as_of: date) -> str:
    """The one sentence that counts. From when on hours lack ``by_when`` says, with all that is decided."""
    sentence = f"{words.STANDING[verdict.standing]}：{_because(verdict, as_of)}"
    return f"（仅供测算）{sentence}" if verdict.simulated else sentence


_FIXED = {
    Standing.NO_RULE: "文件没有规定数量，只作记录。",
    Standing.NOT_BOUND: "这条规定在本统计期不适用，只作记录。",
}


def _because(  # noqa: PLR0911 - one sentence a standing
    verdict: Verdict, as_of: date
) -> str:
    short = _short(verdict)
    match verdict.standing:
        case Standing.EXEMPT:
            return f"学校裁定（{verdict.ruling}）予以豁免，不等于达标。"
        case Standing.MET:
            credited, required = words.hours(verdict.credited), words.hours(verdict.required or 0)
            return f"计入 {credited} 小时，要求 {required} 小时。"
        case Standing.NOT_YET_DUE:
            return _not_yet(verdict)
        case Standing.OPEN:
            return f"{short}{_until(verdict, as_of)}。"
        case Standing.NEEDS_RULING if not waits_for_leave_ruling(verdict):
            return f"{short}；待裁定的记录若计入即可达标，请学校裁定。"
        case Standing.NEEDS_RULING if verdict.other_days:
            return (
                f"{short}；裁定 {verdict.other_days} 豁免的年度起止不同，"
                "学校改变年度起止以后，这一年是否豁免需学校重新裁定。"
            )
        case Standing.NEEDS_RULING:
            return f"{short}；这一年有经批准的离岗，是否豁免需学校裁定。"
        case Standing.NOT_MET if verdict.refused:
            return f"{short}；学校裁定不予豁免（裁定 {verdict.refused}），这一年按没有完成对待。"
        case Standing.PENDING:
            return f"{short}；待审核的记录通过后即可达标。"
        case standing:
            return _FIXED.get(standing, f"{short}。")


def _until(verdict: Verdict, as_of: date) -> str:
    """What follows of hours that lack in a year or cycle that is still running."""
    if (verdict.shortfall or 0) <= verdict.pending:
        return "；全部通过就够了"
    last_day = verdict.window.last_day
    return f"，请在 {chinese_date(last_day)}前完成，还有 {(last_day - as_of).days} 天"


def _short(verdict: Verdict) -> str:
    """What lacks, and how much of it is in review."""
    lacks = verdict.shortfall or 0
    said = f"还差 {about_days(lacks, verdict.profile)}"
    if not verdict.pending or verdict.standing is Standing.PENDING:
        return said
    if verdict.pending >= lacks:
        return f"{said}，都已在审核"
    return f"{said}，其中 {words.hours(verdict.pending)} 小时已在审核"


def waits_for_leave_ruling(verdict: Verdict) -> bool:
    """Whether the school must rule on the year itself, not on what a record counts for."""
    return verdict.standing is Standing.NEEDS_RULING and verdict.undecided < (verdict.shortfall or 0)


def _not_yet(verdict: Verdict) -> str:
    since = f"自 {chinese_date(verdict.bound_from)}起适用" if verdict.bound_from else "自入职起适用"
    if verdict.rule.window is RuleWindow.YEAR:
        return f"{since}，从下一个完整年度起考核。"
    due = falls_due(verdict)
    until = f"，{chinese_date(due)}起考核" if due else ""
    return f"{since}，尚未满五年{until}。"


def remarks(verdict: Verdict, as_of: date) -> tuple[str, ...]:
    """What a reader must know besides the sum."""
    found = []
    if verdict.simulated:
        found.append("本规则为讨论稿，结果仅供测算，不能作为认定依据。")
    if verdict.provisional:
        found.append("统计期内有年份尚无法定节假日安排，暂按周一至周五推算，结果为暂估。")
    if verdict.window.last_day > as_of:
        found.append(f"统计期尚未结束，只计到 {as_of}。")
    return tuple(found)


def chinese_date(day: date) -> str:
    """A date as it stands in a sentence."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
