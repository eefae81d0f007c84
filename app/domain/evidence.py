"""How well a record is proved: the best proof that backs it, and what an enterprise answered."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class ConfirmationState(StrEnum):
    """Where an enterprise's word on a record stands; a record that nobody asked about has none."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REFUSED = "refused"


class Grade(IntEnum):
    """How well a record is proved; a higher one is better proof."""

    IMPORTED = 0
    """Taken over from old files: nobody vouches for it here."""
    SELF_REPORT = 1
    STAMPED_SCAN = 2
    ORIGINAL_SEEN = 3
    ENTERPRISE_CONFIRMED = 4


@dataclass(frozen=True, slots=True)
class Proof:
    """What backs a record."""

    imported: bool = False
    stamped_scan: bool = False
    original_seen: bool = False
    confirmation: ConfirmationState | None = None


def grade(proof: Proof) -> Grade:
    """The grade of the best proof there is; a correction or a refusal proves nothing."""
    if proof.confirmation is ConfirmationState.CONFIRMED:
        return Grade.ENTERPRISE_CONFIRMED
    if proof.original_seen:
        return Grade.ORIGINAL_SEEN
    if proof.stamped_scan:
        return Grade.STAMPED_SCAN
    return Grade.IMPORTED if proof.imported else Grade.SELF_REPORT
