"""What the mails about a confirmation say."""

from typing import Any

from app import clock
from app.confirmations.models import Confirmation
from app.domain import words
from app.practice.wording import corrected
from app.web.links import page_address


def mentor_address(token: str) -> str:
    """Where the mentor answers."""
    return page_address("confirmations.mentor.show", token=token)


def confirmation_asked(confirmation: Confirmation, token: str) -> dict[str, Any]:
    """To the mentor."""
    return {
        "name": confirmation.mentor_name,
        "record": confirmation.record,
        "school": confirmation.asked_by.school.name,
        "expires_on": clock.local(confirmation.expires_at).date(),
        "action_label": "查看并答复",
        "action_url": mentor_address(token),
    }


def confirmation_answered(confirmation: Confirmation) -> dict[str, Any]:
    """To the teacher, after a correction or a refusal."""
    record = confirmation.record
    assert confirmation.answer is not None
    told = corrected(confirmation.corrected, confirmation.comment) if confirmation.corrected else ""
    return {
        "name": record.teacher.person.name,
        "record": record,
        "answer": words.CONFIRMATION[confirmation.answer],
        "told": told or confirmation.comment,
        "action_label": "查看记录",
        "action_url": page_address("practice.show", record_id=record.id),
    }
