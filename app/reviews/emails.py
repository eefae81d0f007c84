"""What the mails about the review desk say."""

from typing import Any

from app.accounts.models import Person
from app.web.links import page_address


def handed_over(before: str, person: Person, number: int) -> dict[str, Any]:
    """To whoever is awaited now, when somebody cannot review any more."""
    return {
        "name": person.name,
        "before": before,
        "number": number,
        "action_label": "去审核",
        "action_url": page_address("reviews.index"),
    }
