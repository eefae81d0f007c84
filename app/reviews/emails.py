"""What the mails about the review desk say."""

from collections.abc import Sequence
from typing import Any

from app.accounts.models import Person
from app.reviews import wording
from app.reviews.hand_over_queries import Share
from app.web.links import page_address


def handed_over(before: str, person: Person, taken: Sequence[Share]) -> dict[str, Any]:
    """To whoever is awaited now, when somebody cannot review any more."""
    queue = "reviews.index" if any(share.records for share in taken) else "plans.index"
    return {
        "name": person.name,
        "before": before,
        "amount": wording.amount(taken),
        "action_label": "去审核",
        "action_url": page_address(queue),
    }
