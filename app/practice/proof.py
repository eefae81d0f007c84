"""What backs a record: its grade, and the facts that an enterprise answers for."""

from typing import Any

from app.audit.operations import as_json
from app.domain.evidence import Grade, Proof, grade
from app.practice.models import PracticeRecord

CONFIRMED_FACTS = (
    "site_id",
    "first_day",
    "last_day",
    "pattern",
    "weekdays",
    "half_hours",
    "absent",
    "attended_rest_days",
    "post",
)
"""Columns that an enterprise's word is about; a change of one of them takes the word back."""

ORIGINAL_FACTS = (
    *CONFIRMED_FACTS, "venue", "class_title", "organiser", "certificate_number", "training_hours",
)  # fmt: skip
"""Columns that HR has compared with the original, a training's certificate among them."""

EXPIRES_AT = "expires_at"
"""What the log calls the moment from which a link can no longer be answered."""

ORIGINAL_SEEN = ("original_seen_by_id", "original_seen_at")
"""Columns that say who of HR has seen the original, and when."""


def grade_of(record: PracticeRecord) -> Grade:
    """How well the record is proved now."""
    return grade(
        Proof(
            imported=record.imported,
            stamped_scan=any(held.stamped for held in record.evidence),
            original_seen=record.original_seen_at is not None,
            confirmation=record.confirmation,
        )
    )


def confirmed_facts(record: PracticeRecord) -> dict[str, Any]:
    """The facts as they stand, as JSON, to be compared later."""
    return {name: as_json(getattr(record, name)) for name in CONFIRMED_FACTS}
