"""Somebody asks for a fact about them to be corrected; the office answers, never they themselves."""

from datetime import datetime

from app.accounts.guards import NotAllowedError, require_role
from app.accounts.models import Account, Person
from app.audit.operations import record_event
from app.domain.roles import Role
from app.extensions import db
from app.mail.operations import queue_mail
from app.teachers import emails
from app.teachers.correction_queries import facts_of, held_now, office_for, open_requests_of
from app.teachers.models import CorrectionRequest, CorrectionState, HeldFact


class AlreadyAskedError(Exception):
    """A request about the fact is open already."""


class OwnRequestError(Exception):
    """Nobody answers a request of their own, whatever account they use."""


class ClosedRequestError(Exception):
    """The request is not open any more."""


class AnswerMissingError(Exception):
    """Who declines says why."""


class NothingChangedError(Exception):
    """The fact is held as it was when the request was made."""


def ask(
    person: Person, fact: HeldFact, wanted: str, why: str, *, actor: Account, at: datetime
) -> CorrectionRequest:
    """Ask for a fact about oneself to be corrected, and write to the office.

    Raises:
        NotAllowedError: about somebody else, or a fact that is not held about the person.
        AlreadyAskedError: a request about the fact is open.
    """
    if actor.person_id != person.id or fact not in facts_of(person):
        raise NotAllowedError("只能申请更正学校登记的本人信息")
    db.session.refresh(person, with_for_update={"key_share": True})  # two tabs come one after the other
    if any(one.fact is fact for one in open_requests_of(person)):
        raise AlreadyAskedError
    request = CorrectionRequest(
        school_id=person.school_id,
        person=person,
        fact=fact,
        held=held_now(person, fact),
        wanted=wanted,
        why=why,
        state=CorrectionState.OPEN,
        asked_at=at,
    )
    db.session.add(request)
    db.session.flush()  # the keys of the mails need its id
    _record("asked", request, actor, at, reason=why)
    for reader in office_for(person):
        context = emails.correction_asked(request, reader)
        queue_mail(
            "correction_asked", reader, key=f"correction:{request.id}:{reader.id}", at=at, context=context
        )
    return request


def withdraw(request: CorrectionRequest, *, actor: Account, at: datetime) -> None:
    """Take back what one has asked.

    Raises:
        NotAllowedError: somebody else asked it.
        ClosedRequestError: it is not open any more.
    """
    if actor.person_id != request.person_id:
        raise NotAllowedError("只有本人可以撤回更正申请")
    _close(request, CorrectionState.WITHDRAWN, at)
    _record("withdrawn", request, actor, at)


def confirm_done(request: CorrectionRequest, answer: str, *, actor: Account, at: datetime) -> None:
    """Say that the fact has been corrected, and write to who asked.

    Raises:
        OwnRequestError: the actor asked it.
        ClosedRequestError: it is not open any more.
        NothingChangedError: the fact is held as before.
    """
    _guard(request, actor)
    if held_now(request.person, request.fact) == request.held:
        raise NothingChangedError
    _answer(request, CorrectionState.DONE, answer, actor, at)


def decline(request: CorrectionRequest, answer: str, *, actor: Account, at: datetime) -> None:
    """Say why the fact stays as it is, and write to who asked.

    Raises:
        OwnRequestError, ClosedRequestError: see ``confirm_done``.
        AnswerMissingError: no reason is given.
    """
    _guard(request, actor)
    if not answer:
        raise AnswerMissingError
    _answer(request, CorrectionState.DECLINED, answer, actor, at)


def _guard(request: CorrectionRequest, actor: Account) -> None:
    require_role(actor, request.school_id, Role.HR, Role.ADMIN)
    if actor.person_id == request.person_id:
        raise OwnRequestError
    if request.state is not CorrectionState.OPEN:
        raise ClosedRequestError


def _answer(
    request: CorrectionRequest, state: CorrectionState, answer: str, actor: Account, at: datetime
) -> None:
    request.answer, request.answered_by = answer, actor
    _close(request, state, at)
    _record(state.value, request, actor, at, reason=answer)
    context = emails.correction_answered(request)
    queue_mail(
        "correction_answered", request.person,
        key=f"correction:{request.id}:answered", at=at, context=context,
    )  # fmt: skip


def _close(request: CorrectionRequest, state: CorrectionState, at: datetime) -> None:
    if request.state is not CorrectionState.OPEN:
        raise ClosedRequestError
    request.state, request.closed_at = state, at
    db.session.flush()


def _record(step: str, request: CorrectionRequest, actor: Account, at: datetime, *, reason: str = "") -> None:
    """Among the events of the person, where somebody looks for it."""
    record_event(
        f"correction:{step}", "person", request.person_id, school_id=request.school_id,
        actor=actor, at=at, before={"held": request.held},
        after={"fact": request.fact.value, "wanted": request.wanted}, reason=reason,
    )  # fmt: skip
