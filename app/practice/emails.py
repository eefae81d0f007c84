"""What the mails about a record say."""

from typing import Any

from app.accounts.models import Account, Person
from app.domain import words
from app.domain.facts import RecordStatus
from app.practice.models import PracticeRecord
from app.practice.review_marks import Reviewed
from app.web.links import page_address

ANSWERS = {
    RecordStatus.RETURNED: "被退回，请修改后重新提交",
    RecordStatus.APPROVED: "已通过审批",
    RecordStatus.REJECTED: "未获批准",
    RecordStatus.REVOKED: "已被撤销",
}


def record_waiting(record: PracticeRecord, person: Person) -> dict[str, Any]:
    """To somebody who is asked to endorse or to decide."""
    task = "初审" if record.status is RecordStatus.SUBMITTED else "审批"
    return {
        "name": person.name,
        "record": record,
        "task": task,
        "action_label": f"去{task}",
        "action_url": page_address("practice.show", record_id=record.id),
    }


def record_answered(record: PracticeRecord, person: Person) -> dict[str, Any]:
    """To the owner, and to who wrote it for them, after a reviewer has spoken."""
    return {
        "name": person.name,
        "record": record,
        "own": person.id == record.teacher.person_id,
        "answer": ANSWERS[record.status],
        "action_label": "查看记录",
        "action_url": page_address("practice.show", record_id=record.id),
    }


def record_entered(record: PracticeRecord, writer: Account) -> dict[str, Any]:
    """To the owner, when the office has written a record for them."""
    return {
        "name": record.teacher.person.name,
        "record": record,
        "writer": writer.person.name,
        "action_label": "查看记录",
        "action_url": page_address("practice.show", record_id=record.id),
    }


def draft_discarded(subject: Reviewed, person: Person, actor: Account) -> dict[str, Any]:
    """To the other of its owner and who wrote it."""
    return {
        "name": person.name,
        "subject": subject,
        "own": person.id == subject.teacher.person_id,
        "actor": actor.person.name,
        "action_label": "打开首页",
        "action_url": page_address("standing.home"),
    }


def record_taken_back(record: PracticeRecord, person: Person) -> dict[str, Any]:
    """To somebody who has been written to about a step that was taken back since."""
    return {
        "name": person.name,
        "record": record,
        "own": person.id == record.teacher.person_id,
        "status": words.RECORD_STATUS[record.status],
        "action_label": "查看记录",
        "action_url": page_address("practice.show", record_id=record.id),
    }
