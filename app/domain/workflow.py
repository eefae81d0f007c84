"""The one table of what can happen to a record, and who may do it.

Buttons, guards and tests come from ``TRANSITIONS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from app.domain.facts import RecordStatus as S
from app.domain.roles import Part


class Action(StrEnum):
    """What a person does to a record."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ENDORSE = "endorse"
    RETURN = "return"
    APPROVE = "approve"
    REJECT = "reject"
    REVOKE = "revoke"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table."""

    part: Part
    becomes: S
    needs_reason: bool = False


class ClosedTransitionError(Exception):
    """The record's state does not allow the action."""

    def __init__(self, status: S, action: Action) -> None:
        super().__init__(f"{action} is not possible in state {status}")
        self.status = status
        self.action = action


_OWNER_SUBMITS = Transition(Part.OWNER, S.SUBMITTED)

TRANSITIONS: Mapping[tuple[S, Action], Transition] = MappingProxyType(
    {
        (S.DRAFT, Action.SUBMIT): _OWNER_SUBMITS,
        (S.RETURNED, Action.SUBMIT): _OWNER_SUBMITS,
        (S.WITHDRAWN, Action.SUBMIT): _OWNER_SUBMITS,
        (S.SUBMITTED, Action.WITHDRAW): Transition(Part.OWNER, S.WITHDRAWN),
        (S.ENDORSED, Action.WITHDRAW): Transition(Part.OWNER, S.WITHDRAWN),
        (S.SUBMITTED, Action.ENDORSE): Transition(Part.HEAD, S.ENDORSED),
        (S.SUBMITTED, Action.RETURN): Transition(Part.HEAD, S.RETURNED, needs_reason=True),
        (S.ENDORSED, Action.RETURN): Transition(Part.HR, S.RETURNED, needs_reason=True),
        (S.ENDORSED, Action.APPROVE): Transition(Part.HR, S.APPROVED),
        (S.ENDORSED, Action.REJECT): Transition(Part.HR, S.REJECTED, needs_reason=True),
        (S.APPROVED, Action.REVOKE): Transition(Part.HR, S.REVOKED, needs_reason=True),
        (S.ENDORSED, Action.UNDO): Transition(Part.SPEAKER, S.SUBMITTED),
        (S.RETURNED, Action.UNDO): Transition(Part.SPEAKER, S.SUBMITTED),  # or endorsed: ``state_before``
        (S.APPROVED, Action.UNDO): Transition(Part.SPEAKER, S.ENDORSED),
        (S.REJECTED, Action.UNDO): Transition(Part.SPEAKER, S.ENDORSED),
        (S.REVOKED, Action.UNDO): Transition(Part.SPEAKER, S.APPROVED),
    }
)

EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.WITHDRAWN})
"""States in which the owner may change the record and its evidence."""

REVERSIBLE = frozenset({Action.ENDORSE, Action.RETURN, Action.APPROVE, Action.REJECT, Action.REVOKE})
"""Steps that whoever took them can undo."""
UNDO_WITHIN = timedelta(minutes=10)


def transition(status: S, action: Action) -> Transition:
    """The line for an action in a state.

    Raises:
        ClosedTransitionError: there is none.
    """
    try:
        return TRANSITIONS[status, action]
    except KeyError:
        raise ClosedTransitionError(status, action) from None


def state_before(status: S, *, endorsed: bool) -> S:
    """Where undoing the last step leads; what HR returned is endorsed again.

    Raises:
        ClosedTransitionError: nothing can be undone.
    """
    line = transition(status, Action.UNDO)
    return S.ENDORSED if status is S.RETURNED and endorsed else line.becomes
