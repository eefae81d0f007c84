"""What the mails about a plan say."""

from typing import Any

from app.accounts.models import Person
from app.domain import words
from app.domain.facts import RecordStatus
from app.plans.models import PracticePlan
from app.web.links import page_address

ANSWERS = {
    RecordStatus.RETURNED: "被退回，请修改后重新提交",
    RecordStatus.APPROVED: "已批准",
    RecordStatus.REJECTED: "未获批准",
    RecordStatus.REVOKED: "已被撤销",
}


def plan_waiting(plan: PracticePlan, person: Person) -> dict[str, Any]:
    """To somebody who is asked to endorse or to approve."""
    return {
        "name": person.name,
        "plan": plan,
        "task": "初审" if plan.status is RecordStatus.SUBMITTED else "审批",
        "action_label": "查看计划",
        "action_url": page_address("plans.show", plan_id=plan.id),
    }


def plan_answered(plan: PracticePlan, person: Person) -> dict[str, Any]:
    """To the owner, and to who wrote it for them, after a reviewer has spoken."""
    return {
        "name": person.name,
        "plan": plan,
        "own": person.id == plan.teacher.person_id,
        "answer": ANSWERS[plan.status],
        "action_label": "查看计划",
        "action_url": page_address("plans.show", plan_id=plan.id),
    }


def plan_taken_back(plan: PracticePlan, person: Person) -> dict[str, Any]:
    """To somebody who has been written to about a step that was taken back since."""
    return {
        "name": person.name,
        "plan": plan,
        "own": person.id == plan.teacher.person_id,
        "status": words.RECORD_STATUS[plan.status],
        "action_label": "查看计划",
        "action_url": page_address("plans.show", plan_id=plan.id),
    }
