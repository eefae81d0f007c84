"""What a reminder says: the same sentence in mail and on pages."""

from collections.abc import Iterable

from app.domain.by_when import ByWhen
from app.domain.by_when_words import amount, last_start_said, needed
from app.domain.conclusion import about_days, chinese_date, year_name
from app.domain.outcome import Verdict
from app.domain.reminders import Reminder, ReminderKind
from app.domain.rules import RuleWindow
from app.mail.models import MailStatus
from app.reminders.queries import Needs

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


def fact(reminder: Reminder, needs: Needs) -> str:
    """The one fact, in a sentence or two; hours, days and the last day to start as the pages say them."""
    verdict, need = reminder.verdict, needs.by_rule.get(reminder.verdict.rule.id)
    start = last_start_said(need, needs.as_of) if need else ""
    if reminder.kind is ReminderKind.ROLL_OFF:
        more = f"在此之前再增加 {amount(need)}，那天仍可达标{start}。" if need else ""
        if need and need.day != reminder.too_late_on:  # something decided for a day before that comes first
            more = needed(need, needs.as_of)
        return (
            f"您近五年的企业实践目前已达标，但旧的实践时间将陆续超出五年；若不再增加，"
            f"{chinese_date(reminder.too_late_on)}起将低于要求。{more}请提前安排。"
        )
    waiting = ""
    if verdict.pending:
        left = about_days((verdict.shortfall or 0) - verdict.pending)
        waiting = f"其中 {about_days(verdict.pending)}已在审核中，通过后还差 {left}。"
    return (
        f"您 {window_name(verdict)}的企业实践还差 {_short(verdict, need)}，"
        f"请在 {chinese_date(verdict.window.last_day)}前完成{start}。{waiting}"
    )


def _short(verdict: Verdict, need: ByWhen | None) -> str:
    return amount(need) if need else about_days(verdict.shortfall or 0)


def by_fact(reminders: Iterable[Reminder], needs: Needs) -> list[tuple[str, list[Reminder]]]:
    """Reminders that say the same, together, in the order of the first of each."""
    found: dict[str, list[Reminder]] = {}
    for reminder in reminders:
        found.setdefault(fact(reminder, needs), []).append(reminder)
    return list(found.items())


def short_fact(reminder: Reminder, needs: Needs) -> str:
    """For a subject line."""
    verdict = reminder.verdict
    if reminder.kind is ReminderKind.ROLL_OFF:
        return f"近五年企业实践 {chinese_date(reminder.too_late_on)}起将低于要求"
    return f"{window_name(verdict)}企业实践还差 {_short(verdict, needs.by_rule.get(verdict.rule.id))}"


def ground(reminder: Reminder) -> str:
    """The rule behind a reminder, by title and number."""
    rule = reminder.verdict.rule
    return f"《{rule.title}》{rule.number or ''}"
