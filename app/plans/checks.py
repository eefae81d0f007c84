"""What stands in the way of a plan, and what a reviewer should see of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.facts import School
from app.plans.models import CHECKLIST, Agreement, Answer, PracticePlan
from app.plans.wording import NEGATIVE
from app.practice.checks import Written
from app.practice.page import days_attended

ASKED = {
    "post": "请填写岗位",
    "tasks": "请写明目标与任务",
    "transfer": "请写明怎样用到教学里",
    "mentor_name": "请填写企业指导人",
    "mentor_phone": "请填写指导人的联系电话",
    "agreement": "请选择协议是否已签",
    "insurance": "请写明保险的险种和保单",
    "safety": "请写明安全教育的时间和讲解人",
}
"""What a plan may be kept without, but not handed in without."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as a person writes it: where and when as in a record, and what only a plan has."""

    stretch: Written
    late_reason: str = ""
    mentor_name: str = ""
    mentor_phone: str = ""
    transfer: str = ""
    agreement: Agreement | None = None
    agreement_number: str = ""
    insurance: str = ""
    safety: str = ""
    own_company: Answer | None = None
    paid_work: Answer | None = None
    teaching_clash: Answer | None = None
    secrecy: Answer | None = None
    conflict_note: str = ""


def missing(plan: PracticePlan, today: date, school: School | None = None) -> dict[str, str]:
    """What must be mended before the plan is handed in, by the name of the field.

    For ``school`` see ``days_attended``.
    """
    return dict(_missing(plan, today, school))


def _missing(plan: PracticePlan, today: date, school: School | None) -> Iterator[tuple[str, str]]:
    if plan.last_day < today:
        yield "last_day", "这段实践已经结束，不再补计划，请直接记一段实践"
    elif plan.first_day < today and not plan.late_reason:
        yield "late_reason", "开始日期已过，请写明为什么补报，审核的人会看到"
    if not days_attended(plan, today, school):
        yield "pattern", "按这样的起止日期和规律，没有一天会去，请检查"
    for name, message in ASKED.items():
        if not getattr(plan, name):
            yield name, message
    if plan.agreement is Agreement.SIGNED and not plan.agreement_number:
        yield "agreement_number", "协议已签的，请填写编号或日期"
    for name in CHECKLIST:
        if getattr(plan, name) is None:
            yield name, "请回答这一条"
    if conflicts(plan) and not plan.conflict_note:
        yield "conflict_note", "上面有一条有冲突，请说明情况和打算怎样避免"


def conflicts(plan: PracticePlan) -> list[str]:
    """The lines of the negative list that the plan touches."""
    return [said for name, said in NEGATIVE.items() if getattr(plan, name) is Answer.CONFLICT]


def flags(plan: PracticePlan) -> list[str]:
    """What a reviewer should weigh; none of it stops the plan."""
    found = [f"本人填写有冲突：{said}" for said in conflicts(plan)]
    if found:
        found.append(f"本人说明：{plan.conflict_note}")
    if plan.late_reason:
        found.append(f"开始以后才补报：{plan.late_reason}")
    if plan.agreement is Agreement.TO_SIGN:
        found.append("协议待签：请确认去之前签好")
    return found
