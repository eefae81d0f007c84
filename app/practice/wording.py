"""Words about records that are only said on their pages."""

from app.audit.models import AuditEvent
from app.practice.models import RecordKind

KIND = {RecordKind.PRACTICE: "企业实践", RecordKind.TRAINING: "培训"}
STEP = {
    "record:create": "建立草稿",
    "record:copy": "由原记录复制为草稿",
    "record:edit": "修改",
    "record:add_evidence": "上传佐证",
    "record:remove_evidence": "移除佐证",
    "record:submit": "提交",
    "record:withdraw": "撤回",
    "record:endorse": "初审通过",
    "record:return": "退回",
    "record:approve": "审批通过",
    "record:reject": "驳回",
    "record:revoke": "撤销",
    "record:undo": "收回了刚才的决定",
}
FIELD = {
    "site_id": "单位",
    "host": "在谁那里",
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
}


def step_note(event: AuditEvent) -> str | None:
    """What a line of the history adds: the reason, the file, or what was changed."""
    if event.reason:
        return event.reason
    if event.tag in {"record:add_evidence", "record:remove_evidence"}:
        return str((event.after or event.before).get("name", ""))
    if event.tag == "record:edit":
        return "、".join(label for name, label in FIELD.items() if name in event.after) or "没有变化"
    if event.after.get("endorsement") == "waived":
        return "本系没有其他负责人可以初审，直接交人事处"
    return None
