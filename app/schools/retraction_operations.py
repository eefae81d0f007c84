"""What was published wrongly is taken back before its day: one person asks, another agrees."""

from datetime import datetime

from app import clock
from app.accounts.guards import require_role
from app.accounts.locks import lock_school
from app.accounts.models import Account
from app.accounts.second_person_queries import guard_second_person
from app.extensions import db
from app.mail.operations import take_back_mails
from app.schools.decision_queries import OFFICE, waiting_decisions
from app.schools.law import law_of
from app.schools.law_models import AdditionKind, AdditionState, LawAddition
from app.schools.law_operations import (
    DecidedError,
    NoAnswerError,
    SamePersonError,
    mails_of,
    record_step,
    tell_asker,
    tell_office,
)
from app.schools.law_queries import published
from app.schools.models import DecisionKind, School
from app.schools.queries import decisions


class CannotRetractError(Exception):
    """It is in effect, or a decision or a later version stands on it; the message says which, in Chinese."""


def ask_retraction(addition: LawAddition, reason: str, *, actor: Account, at: datetime) -> None:
    """Ask a second person that a published addition be taken back.

    Raises:
        NotAllowedError: the actor is not of the office.
        DecidedError: it is not published, or somebody has asked already.
        CannotRetractError: see there.
        NoAnswerError: nothing says why.
    """
    require_role(actor, addition.school_id, *OFFICE)
    if addition.state is not AdditionState.PUBLISHED or addition.retraction_by is not None:
        raise DecidedError
    _check_free(addition, at)
    if not reason.strip():
        raise NoAnswerError
    addition.retraction_by, addition.retraction_at = actor, at
    addition.retraction_reason = reason.strip()
    db.session.flush()
    record_step(addition, "retraction_asked", actor, at, reason=addition.retraction_reason)
    tell_office(addition, actor, at)


def retract(addition: LawAddition, *, actor: Account, at: datetime) -> None:
    """Agree: it is law no more, and stays to be read; ``standing.operations`` retracts by way of this.

    Raises:
        NotAllowedError, SamePersonError, NotIndependentError: the actor is not of the office, or not another.
        DecidedError: nobody asks for it any more.
        CannotRetractError: see there.
    """
    require_role(actor, addition.school_id, *OFFICE)
    asker, asked_at = addition.retraction_by, addition.retraction_at
    if addition.state is not AdditionState.PUBLISHED or asker is None or asked_at is None:
        raise DecidedError
    if asker.person_id == actor.person_id:
        raise SamePersonError
    guard_second_person(actor, asker, asked_at)
    # One after the other with what is published meanwhile.
    lock_school(db.session.get_one(School, addition.school_id))
    _check_free(addition, at)
    addition.state = AdditionState.RETRACTED
    addition.retracted_by_id, addition.retracted_at = actor.id, at
    db.session.flush()  # of two at once the second finds another version of the row here and stops
    record_step(addition, "retracted", actor, at)
    take_back_mails(mails_of(addition))


def keep(addition: LawAddition, *, actor: Account, at: datetime) -> None:
    """Leave it as it is: who asked thinks otherwise, or somebody else does not agree.

    Raises:
        NotAllowedError: the actor is not of the office.
        DecidedError: nobody asks for it any more.
    """
    require_role(actor, addition.school_id, *OFFICE)
    asker = addition.retraction_by
    if addition.state is not AdditionState.PUBLISHED or asker is None:
        raise DecidedError
    addition.retraction_by, addition.retraction_at, addition.retraction_reason = None, None, ""
    db.session.flush()
    record_step(addition, "kept", actor, at)
    take_back_mails(mails_of(addition))
    if asker.person_id != actor.person_id:
        tell_asker(addition, asker, f"{actor.person.name}不同意收回", "这一条没有收回，照旧。", at)


def is_coming(addition: LawAddition, at: datetime) -> bool:
    """Whether its day is still to come; a draft without a day is never in effect."""
    return addition.effective_from is None or addition.effective_from > clock.local(at).date()


def _check_free(addition: LawAddition, at: datetime) -> None:
    if not is_coming(addition, at):
        raise CannotRetractError("它的日期已到，已经按它判断；要改，请录入一个更晚的版本")
    if later := _later(addition):
        since = f"（{later.effective_from} 起）" if later.effective_from else ""
        number = f"第 {later.number} 版"
        raise CannotRetractError(f"它之后还公布了{number}{since}，会改变谁是接着它算的；请先收回{number}")
    if addition.kind is AdditionKind.RULE and len(law_of(addition.school_id).versions(addition.subject)) == 1:
        named = (*decisions(addition.school_id), *waiting_decisions(addition.school_id))
        kinds = {DecisionKind.GATE, DecisionKind.ADOPTION}
        if any(row.kind in kinds and row.value == addition.subject for row in named):
            raise CannotRetractError(f"学校的决定用到规则 {addition.subject}，请先改那项决定")


def _later(addition: LawAddition) -> LawAddition | None:
    """The newest version published after it: whom that one changes was found, and told, on top of this."""
    same = (
        one
        for one in published(addition.school_id)
        if (one.kind, one.subject) == (addition.kind, addition.subject) and one.number > addition.number
    )
    return max(same, key=lambda one: one.number, default=None)
