"""Words about records that are only said on their pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app import clock
from app.audit.models import AuditEvent
from app.domain import words
from app.domain.conclusion import chinese_date
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus
from app.practice.models import ENDED, PracticeRecord, RecordKind

KIND = {RecordKind.PRACTICE: "企业实践", RecordKind.TRAINING: "培训"}
STEP = {
    "record:create": "建立草稿",
    "record:copy": "由原记录复制为草稿",
    "record:edit": "修改",
    "record:discard": "删除草稿",
    "record:add_evidence": "上传佐证",
    "record:remove_evidence": "移除佐证",
    "record:submit": "提交",
    "record:withdraw": "撤回",
    "record:endorse": "初审通过",
    "record:return": "退回",
    "record:approve": "审批通过",
    "record:reject": "驳回",
    "record:revoke": "撤销",
    "record:leave_plan": "计划没有成行，不再属于它",
    "record:undo": "收回了刚才的决定",
    "record:mark_stamped": "改正佐证是否盖章",
    "record:original_seen": "已核验原件",
    "record:original_unseen": "取消原件核验",
    "record:confirmation_asked": "请企业确认",
    "record:confirmation_withdrawn": "撤回企业确认链接",
    "record:confirmation_confirmed": "企业确认属实",
    "record:confirmation_corrected": "企业更正",
    "record:confirmation_refused": "企业拒绝确认",
}


def kept_before(status: RecordStatus) -> str:
    """Of a form that was sent twice: what there is, and that nothing was added."""
    if status is RecordStatus.DRAFT:
        return "同样内容的草稿已经存过，没有再存一份"
    return f"同样内容的一份已经有了（现在是“{words.RECORD_STATUS[status]}”），没有再存一份"


CLOSED = "那一份已经提交或处理完毕，不能再加文件。"
"""Why a file that came with a form sent again was not taken."""

_ENTERPRISE = frozenset(tag for tag in STEP if tag.startswith("record:confirmation_"))
ANSWERS = {
    f"record:confirmation_{state}": state
    for state in ConfirmationState
    if state is not ConfirmationState.ASKED
}
_NOT_ASKED = ENDED | {RecordStatus.WITHDRAWN}
"""States in which a link cannot be answered."""
FIELD = {
    "site_id": "单位",
    "host": "设在",
    "venue": "形式",
    "first_day": "开始日期",
    "last_day": "结束日期",
    "pattern": "哪些天去",
    "weekdays": "每周哪几天",
    "half_hours": "每天的时间",
    "absent": "缺勤",
    "attended_rest_days": "休息日出勤",
    "post": "岗位",
    "tasks": "做了什么",
    "class_title": "培训班名称",
    "organiser": "主办单位",
    "certificate_number": "证书编号",
    "training_hours": "学时",
    "confirmation": "企业确认作废",
    "original_seen_at": "原件核验作废",
}


PLANNED_DAYS = {"absent": "其中不去的日子", "attended_rest_days": "另外要去的休息日"}
"""What the form calls the days of a plan, which are still to come."""


def step_by(event: AuditEvent) -> str:
    """Who took a step that nobody of the school took: the mentor a link was made for, or the system."""
    mentor = event.after.get("mentor") if event.actor_person_id is None else None
    return f"经发给{mentor}的链接" if mentor else "系统"


def enterprise_word(record: PracticeRecord, log: Sequence[AuditEvent], now: datetime) -> str:
    """Who answered on the facts as they stand, and who is asked besides; empty where nobody was asked."""
    if record.confirmation is None:
        return ""
    about = [event for event in log if event.tag in _ENTERPRISE]
    said = [event for event in about if event.tag == f"record:confirmation_{record.confirmation}"]
    told = []
    if record.confirmation is not ConfirmationState.ASKED:
        told = [_answered(said[-1]) if said else words.CONFIRMATION[record.confirmation]]
    if about and about[-1].tag == "record:confirmation_asked" and record.status not in _NOT_ASKED:
        told.append(_awaited(about[-1], now, besides=bool(told)))
    return "；".join(told)


def objection(
    stands: ConfirmationState | None, log: Sequence[AuditEvent]
) -> tuple[ConfirmationState, str] | None:
    """An enterprise's no or correction that stands, in its own words.

    A no stands until an enterprise answers otherwise, whatever is changed meanwhile; a correction until the
    record is changed.
    """
    answers = [event for event in log if event.tag in ANSWERS]
    if not answers or ANSWERS[answers[-1].tag] is ConfirmationState.CONFIRMED:
        return None
    state = ANSWERS[answers[-1].tag]
    if state is ConfirmationState.CORRECTED and stands is not state:
        return None
    return state, step_note(answers[-1]) or ""


def submitted(stands: ConfirmationState | None, log: Sequence[AuditEvent]) -> str:
    """What is told when a record is handed in, with what reviewers read of the enterprise."""
    found = objection(stands, log)
    if found is None:
        return "已提交"
    state, said = found
    return f"已提交。审核人会看到“{words.CONFIRMATION[state]}”和企业的原话：{said}"


def _answered(event: AuditEvent) -> str:
    day = chinese_date(clock.local(event.at).date())
    did = "确认属实" if event.tag == "record:confirmation_confirmed" else "答复"
    return f"{event.after['mentor']}已于 {day}{did}"


def _awaited(event: AuditEvent, now: datetime, *, besides: bool) -> str:
    ended = now >= datetime.fromisoformat(event.after["expires_at"])
    asked = f"{'另' if besides else '已'}请{event.after['mentor']}确认"
    return f"{asked}，链接已过期，没有答复" if ended else f"{asked}，等待答复"


def corrected(facts: Mapping[str, Any], comment: str) -> str:
    """What an enterprise gave differently, in a sentence."""
    told = [f"{FIELD[name]}应为 {_fact(name, value)}" for name, value in facts.items()]
    return "；".join([*told, *([f"说明：{comment}"] if comment else [])])


def _fact(name: str, value: Any) -> str:  # noqa: ANN401 - a fact as JSON
    if name == "half_hours":
        return f"{words.hours(value)} 小时"
    return str(value) or "空白"


def step_note(event: AuditEvent) -> str | None:
    """What a line of the history adds: the reason, the file, or what was changed."""
    if event.reason:
        return event.reason
    if event.tag in _NOTES:
        return _NOTES[event.tag](event)
    if event.after.get("endorsement") == "waived":
        return "本系没有其他负责人可以初审，直接交人事处"
    return None


def _changed(event: AuditEvent) -> str:
    return "、".join(label for name, label in FIELD.items() if name in event.after) or "没有变化"


def _file(event: AuditEvent) -> str:
    name = str((event.before | event.after).get("name", ""))
    return f"{name}；{FIELD['original_seen_at']}" if "original_seen_at" in event.after else name


def _seal(event: AuditEvent) -> str:
    return f"{_file(event)}：{'盖有公章' if event.after['stamped'] else '没有公章'}"


def _corrected(event: AuditEvent) -> str:
    return corrected(event.after["corrected"], event.after["comment"])


def _asked(event: AuditEvent) -> str:
    return f"发给{event.after['mentor']}"


_NOTES: dict[str, Callable[[AuditEvent], str]] = {
    "record:edit": _changed,
    "record:add_evidence": _file,
    "record:remove_evidence": _file,
    "record:mark_stamped": _seal,
    "record:confirmation_asked": _asked,
    "record:confirmation_withdrawn": _asked,
    "record:confirmation_corrected": _corrected,
}
