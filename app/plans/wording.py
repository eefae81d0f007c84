"""Words about plans that are only said on their pages and papers."""

from app.audit.models import AuditEvent
from app.plans.models import CHECKLIST, Agreement, Answer, Appraisal, CheckWay, PracticePlan
from app.practice import wording as practice

AGREEMENT = {Agreement.SIGNED: "已签订", Agreement.TO_SIGN: "待签，去之前签好"}
ANSWER = {Answer.CLEAR: "没有", Answer.CONFLICT: "有，说明如下"}
APPRAISAL = {
    Appraisal.EXCELLENT: "优秀",
    Appraisal.QUALIFIED: "合格",
    Appraisal.UNQUALIFIED: "不合格",
}
CHECK_WAY = {CheckWay.VISIT: "实地", CheckWay.PHONE: "电话", CheckWay.VIDEO: "视频"}
NEGATIVE = dict(
    zip(
        CHECKLIST,
        (
            "实践单位是本人或近亲属开办、控股或任职管理的",
            "实践期间在该单位或别处领取兼职报酬",
            "与教学任务冲突，课程还没有安排好",
            "保密和知识产权还没有与单位约定",
        ),
        strict=True,
    )
)
"""The school's default list; no text in force lists what is forbidden."""
NEGATIVE_GROUND = (
    "辽政发〔2021〕2号要求“以清单方式明确列出校企合作中禁止和限制的行为”，没有列出具体条目；"
    "以下四条是系统的默认清单，以学校自己的清单为准。"
)
LOG_IS_NO_PROOF = "周志是本人所写，单凭周志不计入达标情况；要计入，须由鉴定表等佐证和审核通过的实践记录证明。"
TO_COME = "这一周到今天只过了 {} 天，还没有到的日子不能先写"
UNPLANNED = "计划里这一周安排了 {} 天，您写了 {} 天：已照写的保存，计划外的日子审核的人会看到"
STEP = {
    "plan:create": "建立草稿",
    "plan:edit": "修改",
    "plan:discard": "删除草稿",
    "plan:attach_agreement": "上传协议",
    "plan:submit": "提交",
    "plan:withdraw": "撤回",
    "plan:endorse": "系部同意",
    "plan:return": "退回",
    "plan:approve": "批准",
    "plan:reject": "驳回",
    "plan:revoke": "撤销",
    "plan:undo": "收回了刚才的决定",
    "plan:check": "检查",
    "plan:sum_up": "写总结",
    "plan:close": "结束，没有成行",
    "plan:record": "生成实践记录",
}
FIELD = practice.FIELD | {
    "absent": "不去的日子",
    "attended_rest_days": "另外要去的休息日",
    "tasks": "目标与任务",
    "late_reason": "补报原因",
    "mentor_name": "企业指导人",
    "mentor_phone": "联系电话",
    "transfer": "怎样用到教学里",
    "agreement": "协议",
    "agreement_number": "协议编号或日期",
    "insurance": "保险",
    "safety": "安全教育",
    "conflict_note": "冲突说明",
    **dict.fromkeys(CHECKLIST, "禁止和限制事项"),
}


def step_note(event: AuditEvent) -> str | None:
    """What a line of the history adds: the reason, the file, or what was changed."""
    if event.reason:
        return event.reason
    if event.tag == "plan:edit":
        changed = dict.fromkeys(label for name, label in FIELD.items() if name in event.after)
        return "、".join(changed) or "没有变化"
    if event.tag == "plan:attach_agreement":
        return str(event.after["name"])
    if event.tag == "plan:check":
        return f"{CHECK_WAY[CheckWay(event.after['way'])]}：{event.after['finding']}"
    return practice.step_note(event)


def agreement(plan: PracticePlan) -> str:
    """How it stands with the agreement, in one line."""
    if plan.agreement is None:
        return ""
    number = f"（{plan.agreement_number}）" if plan.agreement_number else ""
    return AGREEMENT[plan.agreement] + number


def answers(plan: PracticePlan) -> list[tuple[str, Answer | None]]:
    """The negative list with what was answered."""
    return [(said, getattr(plan, name)) for name, said in NEGATIVE.items()]
