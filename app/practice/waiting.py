"""Who does what next on a record or plan, and since when, in sentences."""

from datetime import date, datetime, timedelta

from app import clock
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus
from app.policy.loader import load_law
from app.practice.access import heads_for, hr_for
from app.practice.holders import Holders
from app.practice.models import PracticeRecord
from app.practice.review_marks import Reviewed

DISAGREEING = frozenset({ConfirmationState.CORRECTED, ConfirmationState.REFUSED})
RETURNED = "已退回，请按下面的原因修改后重新提交"
RETURNED_TWICE = "已退回；企业有不同意见，请先处理"
MAY_REVOKE = "已通过审批。如需更正，可撤销这条记录"
NOBODY = "学校里现在没有别人可以办理，请学校管理员另指定一位人事处人员"


def waiting(record: PracticeRecord, today: date, holders: Holders | None = None) -> str:
    """Who does what next, in a sentence; for ``holders`` see ``parts``."""
    match record.status:
        case RecordStatus.DRAFT | RecordStatus.WITHDRAWN:
            return _before_submitting(record, today)
        case RecordStatus.SUBMITTED | RecordStatus.ENDORSED:
            return waiting_for_review(record, today, holders)
        case RecordStatus.RETURNED:
            return RETURNED_TWICE if record.confirmation in DISAGREEING else RETURNED
        case RecordStatus.APPROVED:
            return "已通过审批。如需更正，请联系人事处撤销后，复制为草稿重新提交"
        case RecordStatus.REJECTED | RecordStatus.REVOKED:
            return "这条记录不计入。本人可以把它复制为草稿，改好后重新提交"


def waiting_for_review(record: Reviewed, today: date, holders: Holders | None = None) -> str:
    """Whose word is awaited, and since when."""
    awaited = _awaited(record, today, holders or Holders(record.school_id, today))
    return f"{awaited}，{waited(record, today)}"


def _awaited(record: Reviewed, today: date, holders: Holders) -> str:
    department = record.teacher.department.name
    endorsing = record.status is RecordStatus.SUBMITTED
    if endorsing and (heads := heads_for(record, today, holders)):
        return f"等待{department}负责人{'、'.join(person.name for person in heads)}初审"
    people = "、".join(person.name for person in hr_for(record, today, holders))
    if not people:
        return NOBODY
    if endorsing:
        return f"{department}现在没有别人可以初审，等待人事处{people}办理"
    return f"等待人事处{people}审批"


def waited(record: Reviewed, today: date) -> str:
    """Since when the next word is awaited."""
    return waited_words(working_days_waiting(record, today))


def waited_words(days: int) -> str:
    """Working days of waiting, said alike of whatever waits."""
    return f"已等 {days} 个工作日" if days else "刚收到"


def working_days_waiting(record: Reviewed, today: date) -> int:
    """Working days after the day on which the present step began, up to and with today."""
    since = record.endorsed_at or record.submitted_at
    return working_days_since(since, today) if since else 0


def working_days_since(since: datetime, today: date) -> int:
    """Working days after the day of a moment, up to and with today."""
    return load_law().calendar.workdays_after(clock.local(since).date(), today)


def _before_submitting(record: PracticeRecord, today: date) -> str:
    if record.confirmation in DISAGREEING:
        return "企业有不同意见，请先处理"
    if today <= record.last_day:
        next_day = record.last_day + timedelta(days=1)
        return f"实践结束后（{next_day.month} 月 {next_day.day} 日起）可以提交"
    if not record.evidence:
        return "还没有佐证文件，上传至少一个后可以提交"
    return "可以提交了"
