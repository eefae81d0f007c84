"""One person of the office enters what is added to the law, another publishes it; nothing is edited."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.accounts.guards import require_role
from app.accounts.locks import lock_school
from app.accounts.models import Account
from app.accounts.second_person_queries import guard_second_person, who_can
from app.audit.operations import record_event
from app.domain.roles import Role
from app.domain.rules import Rule
from app.extensions import db
from app.mail.operations import queue_mail, take_back_mails
from app.policy.additions import Addition, beginning, check_addition, check_near
from app.schools import emails
from app.schools.law import law_of
from app.schools.law_models import AdditionKind, AdditionState, LawAddition
from app.schools.models import School

COUNTING_SUBJECT = "counting"


class DecidedError(Exception):
    """The addition is not open any more."""


class SamePersonError(Exception):
    """Who entered cannot publish or refuse, whatever account they use."""


class NotEntererError(Exception):
    """Only who entered takes an addition back."""


class NoAnswerError(Exception):
    """A refusal says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an administrator enters."""

    text: str
    document: str
    reason: str


def enter(school: School, entry: Entry, *, actor: Account, at: datetime) -> LawAddition:
    """Enter an addition, which waits for a second person.

    Raises:
        NotAllowedError: the actor is no administrator of the school.
        StrictError: the text cannot join the school's law; names the key at fault.
    """
    require_role(actor, school.id, Role.ADMIN)
    read = check_addition(law_of(school.id), entry.text)
    check_near(read, clock.local(at).date())
    kind, subject = _subject(read)
    addition = LawAddition(
        school_id=school.id,
        kind=kind,
        subject=subject,
        number=read.version,
        effective_from=beginning(read),
        text=entry.text,
        document=entry.document,
        reason=entry.reason,
        state=AdditionState.ENTERED,
        entered_by=actor,
        entered_at=at,
    )
    db.session.add(addition)
    db.session.flush()
    record_step(addition, "entered", actor, at, reason=entry.reason)
    tell_office(addition, actor, at)
    return addition


def guard_publication(addition: LawAddition, *, actor: Account, at: datetime) -> None:
    """Refuse what cannot be published; until the commit nothing else is published at the school.

    Raises:
        DecidedError: it is not open any more.
        NotAllowedError, SamePersonError: the actor is not of the office, or is the person who entered.
        NotIndependentError: the person who entered may have the actor's account in their hands.
        StrictError: what was published since leaves no room for it.
    """
    _check_decider(addition, actor)
    _wait_for_turn(addition)
    read = check_addition(law_of(addition.school_id), addition.text)
    check_near(read, clock.local(at).date())


def publish(addition: LawAddition, *, actor: Account, at: datetime) -> None:
    """Make it part of the school's law; ``standing.operations`` does it by way of this and tells people.

    Raises:
        DecidedError, NotAllowedError, SamePersonError, NotIndependentError, StrictError: see
            ``guard_publication``.
    """
    guard_publication(addition, actor=actor, at=at)
    _decide(addition, AdditionState.PUBLISHED, actor, at)
    record_step(addition, "published", actor, at)


def refuse(addition: LawAddition, answer: str, *, actor: Account, at: datetime) -> None:
    """Decide against it.

    Raises:
        DecidedError, NotAllowedError, SamePersonError, NotIndependentError: see ``guard_publication``.
        NoAnswerError: nothing says why.
    """
    _wait_for_turn(addition)
    _check_decider(addition, actor)
    if not answer.strip():
        raise NoAnswerError
    addition.answer = answer.strip()
    _decide(addition, AdditionState.REFUSED, actor, at)
    record_step(addition, "refused", actor, at, reason=addition.answer)
    answer = f"{actor.person.name}不同意公布"
    tell_asker(addition, addition.entered_by, answer, f"原因：{addition.answer}", at)


def withdraw(addition: LawAddition, *, actor: Account, at: datetime) -> None:
    """Take back what one has entered.

    Raises:
        DecidedError: it is not open any more.
        NotAllowedError, NotEntererError: the actor is no administrator, or not the person who entered.
    """
    _wait_for_turn(addition)
    require_role(actor, addition.school_id, Role.ADMIN)
    if addition.state is not AdditionState.ENTERED:
        raise DecidedError
    if actor.person_id != addition.entered_by.person_id:
        raise NotEntererError
    _decide(addition, AdditionState.WITHDRAWN, actor, at)
    record_step(addition, "withdrawn", actor, at)


def _wait_for_turn(addition: LawAddition) -> None:
    """Two who decide at once come one after the other: the second meets what the first has done."""
    lock_school(db.session.get_one(School, addition.school_id))


def _subject(read: Addition) -> tuple[AdditionKind, str]:
    if isinstance(read, Rule):
        return AdditionKind.RULE, read.id
    return AdditionKind.COUNTING, COUNTING_SUBJECT


def _check_decider(addition: LawAddition, actor: Account) -> None:
    require_role(actor, addition.school_id, Role.HR, Role.ADMIN)
    if addition.state is not AdditionState.ENTERED:
        raise DecidedError
    if actor.person_id == addition.entered_by.person_id:
        raise SamePersonError
    guard_second_person(actor, addition.entered_by, addition.entered_at)


def _decide(addition: LawAddition, state: AdditionState, actor: Account, at: datetime) -> None:
    addition.state = state
    addition.decided_by, addition.decided_at = actor, at
    db.session.flush()  # of two at once the second finds another version of the row here and stops
    take_back_mails(mails_of(addition))


def tell_office(addition: LawAddition, actor: Account, at: datetime) -> None:
    """Ask those who can be the second person to look."""
    for reader in who_can(actor, at):
        queue_mail(
            "addition_waiting", reader, key=f"{mails_of(addition)}{reader.id}:{at.isoformat()}", at=at,
            context=emails.addition_waiting(addition, reader),
        )  # fmt: skip


def tell_asker(addition: LawAddition, asker: Account, answer: str, more: str, at: datetime) -> None:
    """Answer who entered an addition, or asked that it be taken back: once each step."""
    queue_mail(
        "addition_answered", asker.person, key=f"addition:{addition.id}:answered:{addition.version}", at=at,
        context=emails.addition_answered(addition, asker.person, answer, more),
    )  # fmt: skip


def mails_of(addition: LawAddition) -> str:
    """How the keys of the mails begin that ask for a second person."""
    return f"addition:{addition.id}:to:"


def record_step(
    addition: LawAddition, action: str, actor: Account, at: datetime, *, reason: str = ""
) -> None:
    """Log a step with what tells the text from any other."""
    record_event(
        f"law:{action}", "law_addition", addition.id,
        school_id=addition.school_id, actor=actor, at=at,
        after={
            "state": addition.state.value, "subject": addition.subject, "number": addition.number,
            "document": addition.document, "sha256": hashlib.sha256(addition.text.encode()).hexdigest(),
        },
        reason=reason,
    )  # fmt: skip
