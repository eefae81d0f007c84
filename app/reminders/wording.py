"""What a reminder says: the same sentence in mail and on pages."""

from collections.abc import Iterable
from datetime import date

from app.domain.by_when import ByWhen, NextDate
from app.domain.by_when_words import (
    amount,
    changed_said,
    lacking,
    last_start_said,
    more_said,
    needed,
    still_to_do,
)
from app.domain.conclusion import chinese_date, year_name
from app.domain.outcome import Verdict
from app.domain.reminders import Reminder, ReminderKind
from app.domain.rules import RuleWindow
from app.mail.models import MailStatus

MAIL_STATUS = {
    MailStatus.PENDING: "待发送",
    MailStatus.CLAIMED: "发送中",
    MailStatus.SENT: "已发送",
    MailStatus.FAILED: "发送失败",
    MailStatus.FILED: "未外发，仅存档",
    MailStatus.CANCELLED: "已收回，没有发出",
}


def window_name(verdict: Verdict) -> str:
    """A window as people call it: 2026 年, 2025—2026 学年, or its two ends."""
    window = verdict.window
    if verdict.rule.window is not RuleWindow.YEAR:
        return f"{chinese_date(window.first_day)}至{chinese_date(window.last_day)}这一周期"
    return year_name(window)


def fact(reminder: Reminder, as_of: date) -> str:
    """The one fact, in a sentence or two; hours, days and the last day to start as the pages say them."""
    need = reminder.need
    if need.kind is NextDate.ENDS:
        return _not_done_yet(reminder, as_of)
    if need.under_another:
        return f"您的企业实践要求将有变化：{needed(need, as_of)}请提前安排。"
    if need.kind is NextDate.DROPS and not reminder.deadline.changed:
        return (
            f"您近五年的企业实践目前已达标，但旧的实践时间将陆续超出五年。{needed(need, as_of)}请提前安排。"
        )
    return (
        f"您{_line_name(need.verdict)}的企业实践目前已达标，但要求将有变化：{needed(need, as_of)}请提前安排。"
    )


def besides(need: ByWhen, as_of: date) -> str:
    """What lacks without a reminder to come."""
    said = needed(need, as_of)
    if need.under_another:
        return said
    name = _line_name(need.verdict).strip()
    return f"{name}{said}" if said.startswith("还差") else f"{name}：{said}"


def _not_done_yet(reminder: Reminder, as_of: date) -> str:
    need, window, changed = reminder.need, reminder.deadline.window, reminder.deadline.changed
    done_by = f"请在 {chinese_date(window.last_day)}前完成{last_start_said(need, as_of)}。{more_said(need)}"
    name = window_name(need.verdict)
    if changed:
        done_by = f"{done_by}要求将有变化：{changed_said(changed, as_of)}。"
    if need.in_review:
        return f"您 {name}的企业实践还{lacking(need)}；{still_to_do(need)}，{done_by}"
    return f"您 {name}的企业实践还差 {amount(need)}，{done_by}"


def _line_name(verdict: Verdict) -> str:
    return "近五年" if verdict.rolling else f" {window_name(verdict)}"


def by_fact(reminders: Iterable[Reminder], as_of: date) -> list[tuple[str, list[Reminder]]]:
    """Reminders that say the same, together, in the order of the first of each."""
    found: dict[str, list[Reminder]] = {}
    for reminder in reminders:
        found.setdefault(fact(reminder, as_of), []).append(reminder)
    return list(found.items())


def short_fact(reminder: Reminder) -> str:
    """For a subject line."""
    measure = reminder.need.under_another
    if measure and reminder.need.kind is NextDate.CHANGES:
        return f"{chinese_date(measure.first_day)}起企业实践要求将改变"
    if reminder.kind is ReminderKind.ROLL_OFF:
        return f"近五年企业实践 {chinese_date(reminder.too_late_on)}起将低于要求"
    lacks = "还需" if reminder.need.in_review else "还差"  # what lacks is more than what is to do
    return f"{window_name(reminder.verdict)}企业实践{lacks} {amount(reminder.need)}"


def ground(reminder: Reminder) -> str:
    """The rule behind a reminder, by title and number."""
    rule = reminder.verdict.rule
    return f"《{rule.title}》{rule.number or ''}"
