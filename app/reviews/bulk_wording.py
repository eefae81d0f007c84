"""What is said where many records are passed at once."""

from app.domain.facts import RecordStatus
from app.domain.workflow import Action
from app.practice.models import PracticeRecord
from app.practice.steps import OthersStepError
from app.practice.undo_operations import ChangedSinceError, TooLateError
from app.reviews.bulk_operations import Refused, TakenBack
from app.reviews.bulk_queries import LIMIT, Sorted, Why
from app.reviews.operations import UsedError
from app.reviews.wording import named

PASS_TOGETHER = {Action.ENDORSE: "批量初审通过", Action.APPROVE: "批量通过"}
PASSED = {Action.ENDORSE: "{passed} 份已初审通过", Action.APPROVE: "{passed} 份已通过"}
FOLLOWS = {
    Action.ENDORSE: "初审通过后交人事处审批，审批通过才计入达标情况。",
    Action.APPROVE: "通过后立即计入达标情况，教师本人会收到通知。",
}
WHY = {
    Why.OWN: "您本人的记录，由别人审",
    Why.WRITTEN: "由您代为填写，由别人审",
    Why.DECIDED: "此前已办理",
    Why.CHANGED: "在您打开页面之后有了变化，请重新看过",
    Why.STEP: "现在不在您这一步",
    Why.FLAGS: "有须核实的提示",
}
SPOKE = {
    RecordStatus.ENDORSED: "初审通过",
    RecordStatus.APPROVED: "审批通过",
    RecordStatus.RETURNED: "退回",
    RecordStatus.REJECTED: "驳回",
    RecordStatus.REVOKED: "撤销",
}
STAYS: dict[type[Refused], str] = {
    OthersStepError: "现在不再由您审",
    ChangedSinceError: "在您的决定之后又有了变化",
    TooLateError: "已过 10 分钟",
    UsedError: "已用于推荐这位教师",
}
NAMED = 5
"""Records named in a flash, which has to fit a cookie."""


def problem(action: Action | None, number: int) -> str | None:
    """Why there is nothing to sum up."""
    if not number:
        return "还没有勾选记录。请回到列表，勾选要一起通过的记录。"
    if number > LIMIT:
        return f"一次最多 {LIMIT} 份，您勾选了 {number} 份。请分几次办理，现在一份也没有处理。"
    return None if action else "没有这样的批量操作。请回到列表重新选择。"


def outcome(action: Action, passed: int, left: int, decided: int) -> str:
    """``43 份已通过，7 份留下，1 份此前已办理``."""
    said = [PASSED[action].format(passed=passed) if passed else "没有一份通过"]
    said += [f"{left} 份留下"] if left else []
    said += [f"{decided} 份此前已办理"] if decided else []
    return "，".join(said)


def meanwhile(found: Sorted) -> str:
    """What did not pass although the summary had listed it."""
    said = ""
    if found.left:
        names = _names([f"{named(held.record)}：{WHY[held.why]}" for held in found.to_look_at])
        said = f"确认时又有 {found.left} 份不能一起通过，没有处理。{names}"
    if found.decided:
        names = _names([f"{named(held.record)}：{spoke(held.record)}" for held in found.decided])
        said = f"{said}{'。' if said else ''}{len(found.decided)} 份已有人办理，不用再审。{names}"
    return said


def spoke(record: PracticeRecord) -> str:
    """Who has decided a record, and how: ``示例孙人事已审批通过``."""
    by = record.revoked_by or record.decided_by or record.endorsed_by
    return f"{by.person.name if by else ''}已{SPOKE[record.status]}"


def _names(told: list[str]) -> str:
    return "；".join(told[:NAMED]) + (" 等" if len(told) > NAMED else "")


def taken_back(done: TakenBack) -> str:
    """``已撤回 11 份，1 份不能撤回。示例甲（2026-07-06 至 2026-07-17）：已过 10 分钟``."""
    said = f"已撤回 {len(done.back)} 份" if done.back else "没有一份撤回"
    if not done.left:
        return said
    names = _names([f"{named(record)}：{STAYS[why]}" for record, why in done.left])
    return f"{said}，{len(done.left)} 份不能撤回。{names}"
