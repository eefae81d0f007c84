"""A school decides what no text does: one person proposes, another confirms; nothing is edited."""

from dataclasses import fields
from datetime import datetime

from app import clock
from app.accounts.guards import NotAllowedError, require_role
from app.accounts.locks import lock_school
from app.accounts.models import Account
from app.accounts.second_person_queries import guard_second_person, who_can
from app.audit.operations import as_json, record_event
from app.extensions import db
from app.mail.operations import queue_mail, take_back_mails, waiting_of_kind
from app.schools import emails
from app.schools.checks import DecisionError, Proposal, check
from app.schools.decision_queries import OFFICE, is_own, same_proposal
from app.schools.models import (
    DecisionKind,
    DecisionOrigin,
    DecisionStatus,
    Reminding,
    School,
    SchoolDecision,
)
from app.schools.queries import replaced_by


class SamePersonError(Exception):
    """Who proposed can neither confirm nor refuse, whatever account they use."""


class SettledError(Exception):
    """The decision waits for nobody any more."""


class AnswerMissingError(Exception):
    """Who refuses says why."""


def propose(school: School, proposal: Proposal, *, actor: Account, at: datetime) -> SchoolDecision:
    """Write down what one person wants to decide, and tell those who can confirm it.

    Raises:
        DecisionError: it cannot hold, or the same waits already.
    """
    require_role(actor, school.id, *OFFICE)
    lock_school(school)  # two at once come one after the other
    check(school, proposal, clock.local(at).date())
    if same_proposal(school.id, proposal.kind, proposal.value, proposal.effective_from) is not None:
        raise DecisionError("effective_from", "同一天的同一项决定已经在等待确认")
    decision = SchoolDecision(
        school_id=school.id,
        origin=DecisionOrigin.SCHOOL,
        status=DecisionStatus.PROPOSED,
        proposed_by=actor,
        proposed_at=at,
        **{field.name: getattr(proposal, field.name) for field in fields(proposal)},
    )
    db.session.add(decision)
    db.session.flush()  # the keys of the mails need its id
    _record("proposed", decision, actor, at, reason=proposal.reason)
    for reader in who_can(actor, at):
        queue_mail(
            "decision_waiting", reader, key=f"{_mails(decision)}{reader.id}", at=at,
            context=emails.decision_waiting(decision, reader),
        )  # fmt: skip
    return decision


def guard_confirmation(decision: SchoolDecision, *, actor: Account, at: datetime) -> School:
    """Refuse what cannot be confirmed; until the commit nothing else is confirmed at the school.

    Raises:
        SamePersonError, SettledError: the actor proposed it, or it waits no more.
        NotIndependentError: the proposer may have the actor's account in their hands.
        DecisionError: it cannot hold any more.
    """
    school = db.session.get_one(School, decision.school_id)
    lock_school(school)
    _guard(decision, actor)
    check(school, proposal_of(decision), clock.local(at).date())
    return school


def confirm(decision: SchoolDecision, *, actor: Account, at: datetime) -> None:
    """Let a proposal count, checked again, which changes nobody's verdicts.

    Raises:
        SamePersonError, SettledError, NotIndependentError, DecisionError: see ``guard_confirmation``.
    """
    confirm_guarded(decision, guard_confirmation(decision, actor=actor, at=at), actor=actor, at=at)


def confirm_guarded(
    decision: SchoolDecision, school: School, *, actor: Account, at: datetime, effect: str = ""
) -> None:
    """Let a proposal count; the school is what ``guard_confirmation`` gave in the same transaction.

    It supersedes one of the same kind and day; to stop reminding stops what is on the way, too. What it
    changes for teachers is told by ``standing.operations``, which confirms by way of this; ``effect`` says it
    to the proposer.
    """
    replaced = replaced_by(decision)
    for row in replaced:
        row.superseded_at = at
    db.session.flush()  # before the new one counts, or the index of what is in force would refuse it
    _settle(decision, DecisionStatus.CONFIRMED, actor, at)
    if decision.kind is DecisionKind.LIVE_FROM:
        school.live_from = decision.effective_from if decision.value == Reminding.START else None
        db.session.flush()
        if school.live_from is None:
            take_back_mails(ids=waiting_of_kind("reminder", school.id))
    _record("confirmed", decision, actor, at, before={"superseded": [row.id for row in replaced]})
    _answer(decision, at, effect)


def refuse(decision: SchoolDecision, answer: str, *, actor: Account, at: datetime) -> None:
    """Say why a proposal shall not count.

    Raises:
        SamePersonError, SettledError, NotIndependentError: see ``guard_confirmation``.
        AnswerMissingError: no reason is given.
    """
    _wait_for_turn(decision)
    _guard(decision, actor)
    if not answer.strip():
        raise AnswerMissingError
    decision.answer = answer.strip()
    _settle(decision, DecisionStatus.REFUSED, actor, at)
    _record("refused", decision, actor, at, reason=decision.answer)
    _answer(decision, at)


def withdraw(decision: SchoolDecision, *, actor: Account, at: datetime) -> None:
    """Take back what one has proposed.

    Raises:
        NotAllowedError: somebody else proposed it.
        SettledError: see ``guard_confirmation``.
    """
    _wait_for_turn(decision)
    require_role(actor, decision.school_id, *OFFICE)
    if not is_own(decision, actor):
        raise NotAllowedError("只有提出的人可以撤回")
    if decision.status is not DecisionStatus.PROPOSED:
        raise SettledError
    _settle(decision, DecisionStatus.WITHDRAWN, actor, at)
    _record("withdrawn", decision, actor, at)
    take_back_mails(_mails(decision))


def proposal_of(decision: SchoolDecision) -> Proposal:
    """The parts of a decision, to check them again."""
    return Proposal(**{field.name: getattr(decision, field.name) for field in fields(Proposal)})


def _wait_for_turn(decision: SchoolDecision) -> None:
    """Come after who is confirming it, who holds the school before the decision, and not between the two."""
    lock_school(db.session.get_one(School, decision.school_id))


def _guard(decision: SchoolDecision, actor: Account) -> None:
    require_role(actor, decision.school_id, *OFFICE)
    if decision.status is not DecisionStatus.PROPOSED:
        raise SettledError
    if is_own(decision, actor):
        raise SamePersonError
    assert decision.proposed_by is not None  # it is proposed
    assert decision.proposed_at is not None
    guard_second_person(actor, decision.proposed_by, decision.proposed_at)


def _settle(decision: SchoolDecision, status: DecisionStatus, actor: Account, at: datetime) -> None:
    decision.status, decision.decided_by, decision.decided_at = status, actor, at
    # Before anything is told: of two at once the second finds another version here and stops.
    db.session.flush()


def _answer(decision: SchoolDecision, at: datetime, effect: str = "") -> None:
    assert decision.proposed_by is not None  # a school's own, guarded before
    take_back_mails(_mails(decision))
    queue_mail(
        "decision_answered", decision.proposed_by.person, key=f"decision:{decision.id}:answered", at=at,
        context=emails.decision_answered(decision, effect),
    )  # fmt: skip


def _mails(decision: SchoolDecision) -> str:
    """How the keys of the mails begin that ask for a confirmation."""
    return f"decision:{decision.id}:to:"


def _record(
    step: str,
    decision: SchoolDecision,
    actor: Account,
    at: datetime,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    record_event(
        f"school:decision_{step}", "school", decision.school_id, school_id=decision.school_id,
        actor=actor, at=at, before=before, reason=reason,
        after={
            "decision": decision.id, decision.kind: decision.value,
            "effective_from": as_json(decision.effective_from), "document": decision.document,
        },
    )  # fmt: skip
