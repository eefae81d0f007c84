"""What the mails about an account of one's own say."""

from typing import Any

from app.accounts.models import Person
from app.web.links import page_address


def email_changed(person: Person, new: str | None) -> dict[str, Any]:
    """To the address that was used so far."""
    return {
        "name": person.name,
        "new": new,
        "action_label": "更改密码",
        "action_url": page_address("accounts.password"),
    }
