"""Words about links and what came of them."""

from app import clock
from app.confirmations.models import Confirmation
from app.confirmations.queries import LinkState
from app.domain.conclusion import chinese_date
from app.mail.models import MailStatus
from app.schools.models import School

TOO_MANY_MAILS = (
    "这条记录（连同删除了的草稿）一天之内已经发过 {} 封邮件，请明天再发；也可以不填邮箱，由您把链接发给对方"
)
NO_MAIL = "系统还没有接通外发邮件，填了也不会发出；生成以后请您自己把链接发给对方"
"""Beside the address, where no mail leaves the house."""
STATE = {
    LinkState.OPEN: "等待答复",
    LinkState.CONFIRMED: "已确认",
    LinkState.CORRECTED: "已更正",
    LinkState.REFUSED: "已拒绝",
    LinkState.WITHDRAWN: "已撤回",
    LinkState.CHANGED: "已失效：链接发出后，记录有改动",
    LinkState.CLOSED: "已停用：记录已撤回或办结",
    LinkState.EXPIRED: "已过期",
}
"""As the school sees a link."""

ANSWERED = {
    LinkState.CONFIRMED: "已确认属实",
    LinkState.CORRECTED: "已提交更正",
    LinkState.REFUSED: "已拒绝确认",
}
"""As the page of a used link says it."""

ENDED = {
    LinkState.WITHDRAWN: (
        "链接已停用",
        "发链接的老师已撤回它，或者另外发了新的链接。请以最近收到的链接为准。",
    ),
    LinkState.CHANGED: (
        "内容已有改动",
        "链接发出以后，这段实践的内容有了改动，这个链接不再使用。请联系发给您链接的老师，重新发一个。",
    ),
    LinkState.CLOSED: (
        "现在不需要确认",
        "这段实践的记录已经撤回或办结，这个链接不再使用。如有疑问，请联系发给您链接的老师。",
    ),
    LinkState.EXPIRED: (
        "链接已过期",
        "链接的有效期是 14 天，现在已经过了。请联系发给您链接的老师，重新发一个。",
    ),
}
"""Title and text of the page of a link that cannot be used: what happened, and what to do."""

BROKEN = (
    "链接不完整或已失效",
    "请从微信里重新点开。仍然打不开的，老师可能已经收回这件事，不用再确认；如有疑问，请联系发给您链接的老师。",
)
"""The same of an address that no link has: cut off in a message, or of a draft that was thrown away."""


def mailed(address: str, status: MailStatus | None, *, goes_out: bool) -> str:
    """What became of the mail with a link; ``goes_out`` where the school's mails leave the house at all."""
    if status is MailStatus.SENT:
        return f"已发到 {address}"
    if status is MailStatus.FILED or not goes_out:
        return f"没有发到 {address}：系统还没有接通外发邮件，请您自己把链接发给对方"
    if status is MailStatus.FAILED:
        return f"发到 {address} 没有成功，请核对邮箱，或自己把链接发给对方"
    if status is MailStatus.CANCELLED:
        return f"没有发到 {address}：链接在邮件发出之前停用了"
    return f"正在发往 {address}"


def message(confirmation: Confirmation, school: School, address: str) -> str:
    """Ready to be pasted into a chat."""
    record = confirmation.record
    days = f"{chinese_date(record.first_day)}至 {chinese_date(record.last_day)}"
    return (
        f"{confirmation.mentor_name}，您好！{school.name}{record.teacher.person.name}老师于 {days}"
        f"在{confirmation.enterprise}实践，请您打开下面的链接核对并确认，不需要注册或登录，"
        f"{chinese_date(clock.local(confirmation.expires_at).date())}前有效：\n{address}"
    )
