"""What the mails about a request for correction say."""

from typing import Any

from app.accounts.models import Person
from app.teachers.models import CorrectionRequest
from app.teachers.wording import FACT, STATE
from app.web.links import page_address


def correction_asked(request: CorrectionRequest, reader: Person) -> dict[str, Any]:
    """To whoever may answer."""
    return {
        "name": reader.name,
        "request": request,
        "fact": FACT[request.fact],
        "action_label": "查看并答复",
        "action_url": page_address("teachers.corrections.show", request_id=request.id),
    }


def correction_answered(request: CorrectionRequest) -> dict[str, Any]:
    """To who asked."""
    return {
        "name": request.person.name,
        "request": request,
        "fact": FACT[request.fact],
        "answer": STATE[request.state],
        "action_label": "查看我的信息",
        "action_url": page_address("teachers.own.me"),
    }
