"""What the review desk says: flags, why a record is held back, and what follows a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain import words
from app.domain.facts import RecordStatus
from app.domain.workflow import Action
from app.practice.models import PracticeRecord
from app.reviews.hand_over_queries import Share
from app.web.filters import date_range

DONE = {
    Action.ENDORSE: "{name}的记录已初审通过，接着由人事处审批",
    Action.RETURN: "{name}的记录已退回，本人会收到通知，修改后可以重新提交",
    Action.APPROVE: "{name}的记录已通过，从现在起计入达标情况；本人会收到通知",
    Action.REJECT: "{name}的记录已驳回，不计入；本人会收到通知，如需补正只能另写一条",
    Action.REVOKE: "{name}的记录已撤销，不再计入；此前据此签发的推荐书请复核",
}


@dataclass(frozen=True, slots=True)
class Other:
    """Another record that a flag names."""

    record_id: int
    teacher: str | None
    """None where it is the same teacher's."""
    site: str
    first_day: date
    last_day: date
    status: RecordStatus

    @property
    def said(self) -> str:
        whose = self.teacher or "该教师"
        days = date_range(self.first_day, self.last_day)
        return f"{whose} {days} 在“{self.site}”的记录（{words.RECORD_STATUS[self.status]}）"


def named(record: PracticeRecord) -> str:
    """A record in a sentence: whose, and when."""
    return f"{record.teacher.person.name}（{date_range(record.first_day, record.last_day)}）"


def hand_over(shares: Iterable[Share]) -> str:
    """``3 份记录、1 份计划由甲、乙办理；1 份记录没有别人可以办理``."""
    return "；".join(
        f"{amount([share])}由{'、'.join(share.people)}办理"
        if share.people
        else f"{amount([share])}没有别人可以办理，请另指定一位人事处人员或学校管理员"
        for share in shares
    )


def amount(shares: Iterable[Share]) -> str:
    """``3 份记录、1 份计划``, and only what there is of it."""
    found = list(shares)
    numbers = ((sum(one.records for one in found), "记录"), (sum(one.plans for one in found), "计划"))
    return "、".join(f"{number} 份{what}" for number, what in numbers if number)
