"""What is still needed by when, as a sentence."""

from datetime import date

from app.domain import words
from app.domain.by_when import ByWhen
from app.domain.conclusion import chinese_date, titled, waits_for_leave_ruling, year_name
from app.domain.deadlines import Changed, Measure, NextDate
from app.domain.facts import Profile
from app.domain.rules import RuleWindow
from app.domain.windows import ONE_DAY

NEXT_DATE = {
    NextDate.LATE: "已低于要求",
    NextDate.IN_REVIEW: "待审核",
    NextDate.TO_RULE: "待裁定",
    NextDate.ENDS: "期限将到",
    NextDate.CHANGES: "要求将改变",
    NextDate.DROPS: "将低于要求",
    NextDate.FALLS_DUE: "开始考核",
}

ENDED_YEAR = {**NEXT_DATE, NextDate.LATE: "没有完成"}
"""The same of a year that is over: nothing makes up for it any more."""

MONTH_OF = {Profile.WD20: "20", Profile.WD2175: "21.75", Profile.WD22: "22", Profile.CAL30: "30"}
"""How many days a reading gives a month."""


def amount(found: ByWhen) -> str:
    """What is still to do: ``40 小时（5 个工作日）``."""
    unit = "天" if found.calendar_days else "个工作日"
    return f"{words.hours(found.left)} 小时（{found.days} {unit}）"


def lacking(found: ByWhen) -> str:
    """What lacks, and of it what is in review, before what is to do all the same."""
    lacks, waits = words.hours(found.half_hours), words.hours(found.in_review)
    return f"差 {lacks} 小时，" + (f"其中 {waits} 小时已在审核" if found.left else "都已在审核")


def needed(found: ByWhen, as_of: date) -> str:
    """What is needed until when and the last day to start: the one plain line."""
    if found.deadline is None:
        return _passed(found, as_of)
    measure = found.under_another
    if measure and found.kind is NextDate.CHANGES and found.day == measure.first_day:
        return _under_another(found, measure, as_of)
    changed = found.deadline.changed
    day = short_date(found.deadline.day, as_of)
    match found.deadline.kind:
        case NextDate.CHANGES if found.verdict.rolling and found.put_off_to:
            said = f"那天起还{lacking(found)}；{_put_off(found, as_of)}"
        case NextDate.CHANGES if found.verdict.rolling:
            said = f"那天起{_lacks_and_needs(found, '还差')}"
        case NextDate.DROPS:
            said = f"若不再增加，{day}起将低于要求{_made_up_before(found, as_of)}"
        case NextDate.FALLS_DUE:
            said = _falls_due(found, day, as_of)
        case _:
            said = f"{day}前{_lacks_and_needs(found)}"
    if changed:
        said = f"{changed_said(changed, as_of)}{'，' if said.startswith('那天') else '；'}{said}"
    return f"{said}{last_start_said(found, as_of)}。{more_said(found)}"


def drops_said(found: ByWhen, as_of: date) -> str:
    """From when on rolling years that are met lack hours, and nothing else."""
    if found.deadline is None or found.kind not in {NextDate.DROPS, NextDate.CHANGES}:
        return needed(found, as_of)
    day, changed = short_date(found.deadline.day, as_of), found.deadline.changed
    dropping = found.kind is NextDate.DROPS
    said = f"若不再增加，{day}起将低于要求。" if dropping else "那天起将低于要求。"
    if changed is None:
        return said
    return f"{changed_said(changed, as_of)}{'；' if dropping else '，'}{said}"


def _under_another(found: ByWhen, measure: Measure, as_of: date) -> str:
    """Where on the day itself another requirement is not met: what follows, and whether it can be done."""
    only_if = "全部通过才" if not found.left else "届时不"
    follows = f"，{only_if}满足推荐条件" if measure.decides else ""
    lacks = f"还{lacking(found)}" if found.in_review else f"还差 {amount(found)}"
    after = f"；全部通过后还需 {amount(found)}" if found.in_review and found.left else ""
    start = _too_late(found, measure, as_of) if found.too_late else last_start_said(found, as_of)
    since = f"{short_date(measure.first_day, as_of)}起{_measured(measure)}{_year_looked_at(found, measure)}"
    return f"{since}；按现在的记录{lacks}{after}{follows}{start}。{more_said(found)}"


def _too_late(found: ByWhen, measure: Measure, as_of: date) -> str:
    """Why what lacks on the day of another requirement cannot be made up any more."""
    days = "天数" if found.calendar_days else "工作日"
    until = found.deadline.until if found.deadline else as_of
    before = "那天以前" if until == measure.first_day - ONE_DAY else f"{short_date(until, as_of)}前"
    return f"。{before}的{days}已不够补足"


def _year_looked_at(found: ByWhen, measure: Measure) -> str:
    """Of a rule of the year the one that decides on the day, or can be met before it."""
    year = found.verdict.window
    if found.verdict.rule.window is not RuleWindow.YEAR:
        return ""
    if year.last_day < measure.first_day:
        return f"，那天看的是 {year_name(year)}"
    return f"，那天以前须完成 {year_name(year)}"


def _lacks_and_needs(found: ByWhen, verb: str = "还需") -> str:
    """``还需 40 小时（5 个工作日）``, or what lacks, what of it is in review and what then remains."""
    if not found.in_review:
        return f"{verb} {amount(found)}"
    return f"还{lacking(found)}；{still_to_do(found)}"


def _lacks_now(found: ByWhen, as_of: date) -> str:
    """Of five years that move with the day: there is no day to be late for."""
    since = f"{short_date(found.since, as_of)}起" if found.since else ""
    if not found.in_review:
        return f"还差 {amount(found)}，{since}已低于要求"
    return f"还{lacking(found)}，{since}已低于要求；{still_to_do(found)}"


def still_to_do(found: ByWhen) -> str:
    """What remains once everything in review has passed."""
    return f"全部通过后还需 {amount(found)}" if found.left else "全部通过就够了"


def _made_up_before(found: ByWhen, as_of: date) -> str:
    if not found.in_review:
        return f"；在此之前再增加 {amount(found)}，那天仍可达标"
    if found.left:
        return f"，{lacking(found)}；全部通过后，在此之前再增加 {amount(found)}，那天仍可达标"
    return f"，{lacking(found)}；{_put_off(found, as_of)}"


def _put_off(found: ByWhen, as_of: date) -> str:
    """Hours in review that suffice on the day only move the one on which too few are left."""
    if found.put_off_to is None:
        return still_to_do(found)
    said_before = found.deadline is not None and found.put_off_by == found.deadline.changed
    why = f"（{changed_said(found.put_off_by, as_of)}）" if found.put_off_by and not said_before else ""
    return f"已在审核的通过后，推迟到 {short_date(found.put_off_to, as_of)}起低于要求{why}"


def _passed(found: ByWhen, as_of: date) -> str:
    """Where the day has passed: what lacks, or who acts first."""
    match found.kind:
        case NextDate.IN_REVIEW:
            return f"还{lacking(found)}；通过后即达标。"
        case NextDate.TO_RULE if waits_for_leave_ruling(found.verdict) and found.verdict.other_days:
            return "待裁定：裁定过的豁免是别的起止日期，学校改变年度起止以后由学校重新裁定。"
        case NextDate.TO_RULE if waits_for_leave_ruling(found.verdict):
            return "待裁定：这一年有经批准的离岗，是否豁免由学校裁定。"
        case NextDate.TO_RULE:
            return "待裁定：待裁定的记录若计入即达标。"
        case _ if found.verdict.rolling:
            return f"{_lacks_now(found, as_of)}。"
        case _:
            return f"已逾期，{_lacks_and_needs(found)}。"


def year_lacked(found: ByWhen) -> str:
    """What an ended year lacks, which no later practice makes up: the one plain line of it."""
    if found.kind is not NextDate.LATE:
        return _passed(found, found.verdict.window.last_day)
    of_these = f"，其中 {words.hours(found.in_review)} 小时已在审核" if found.in_review else ""
    lacks = words.hours(found.half_hours)
    return f"{year_name(found.verdict.window)}没有完成，差 {lacks} 小时{of_these}；以后的实践补不上。"


def changed_said(changed: Changed, as_of: date) -> str:
    """``2027 年 1 月 1 日起按每月 22 天折算``."""
    parts = [f"要求 {changed.months} 个月"] if changed.months else []
    parts += [f"按每月 {MONTH_OF[changed.profile]} 天折算"] if changed.profile else []
    parts += ["按新的计入范围计算"] if changed.counting else []
    said = f"{short_date(changed.first_day, as_of)}起{'，'.join(parts) or '按规定的新版本'}"
    if changed.measure is None:
        return said
    measured = f"{short_date(changed.measure.first_day, as_of)}起{_measured(changed.measure)}"
    return f"{measured}，{said}" if parts or changed.first_day != changed.measure.first_day else measured


def _measured(measure: Measure) -> str:
    """``学校改按 10 个月（1,600 小时）认定（辽职成〔2021〕5号）``; of what begins then its title."""
    rule, cycle = measure.rule, measure.cycle
    every = "每年 " if rule.window is RuleWindow.YEAR else " "
    asks = f"{rule.minimum_months} 个月（{words.hours(measure.required)} 小时）"
    of_cycle = cycle and rule.window is RuleWindow.FIVE_YEARS
    span = f"，统计 {cycle.first_day} 至 {cycle.last_day}" if cycle and of_cycle else ""
    if rule.effective_from == measure.first_day:
        said = f"按{titled(rule.title, rule.number)}{every.strip()}要求 {asks}"
        return f"{said}{'，认定以此为准' * measure.decides}{span}"
    verb = "认定" if measure.decides else "考核"
    return f"学校改按{every}{asks}{verb}（{rule.number or rule.title}）{span}"


def _falls_due(found: ByWhen, day: str, as_of: date) -> str:
    """Rolling years ask on one day, a year or cycle from its first day to its last."""
    if found.verdict.rolling or found.deadline is None:
        return f"{day}起考核；届时{_lacks_and_needs(found)}"
    begins = short_date(found.deadline.window.first_day, as_of)
    return f"{begins}起考核；{day}前{_lacks_and_needs(found)}"


def last_start_said(found: ByWhen, as_of: date) -> str:
    """The last day to start, to follow what is needed in a sentence."""
    if not found.left:
        return ""
    if found.start_by is None:
        left = "天数" if found.calendar_days else "工作日"
        return f"，剩下的{left}已不够，来不及按期完成"
    guess = "（放假安排未公布，按周一至周五推算）" if found.provisional else ""
    return f"，最晚 {short_date(found.start_by, as_of)}开始{guess}"


def more_said(found: ByWhen) -> str:
    """What a reader would otherwise take for granted."""
    dropping = found.kind is NextDate.DROPS and found.put_off_by is None  # else that is not why
    rest = dropping and found.half_hours < (found.verdict.required or 0)
    later = "此后旧的小时还会陆续移出。" if rest else ""
    return later + ("没有扣除登记的离岗。" if found.leave else "")


def short_date(day: date, as_of: date) -> str:
    """``12 月 31 日``, with the year where it is another one."""
    return f"{day.month} 月 {day.day} 日" if day.year == as_of.year else chinese_date(day)
