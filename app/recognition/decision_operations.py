"""What a second person decides on a proposal."""

from datetime import datetime

from app import clock
from app.accounts.locks import hold_school
from app.accounts.models import Account
from app.accounts.second_person_queries import guard_second_person
from app.certificates.models import Certificate
from app.certificates.operations import (
    Grounds,
    NoReasonError,
    guard_decision,
    issue_certificate,
)
from app.extensions import db
from app.recognition.frozen_verdict import (
    basis_of,
    from_json,
    to_json,
)
from app.recognition.models import Proposal, ProposalStatus
from app.recognition.operations import DecidedError, passed_verdict, record_step, settle
from app.recognition.queries import stated
from app.schools.models import School
from app.standing.queries import evaluate_teacher
from app.teachers.locks import lock_teachers
from app.web.fonts import FontChain


class SamePersonError(Exception):
    """Who proposed cannot decide, whatever account they use."""


def approve(proposal: Proposal, *, actor: Account, at: datetime, fonts: FontChain) -> Certificate:
    """Judge again as of now, which replaces what was proposed on; if the rule is still met, issue.

    Raises:
        DecidedError: it is not open any more.
        NotAllowedError, OwnCaseError, SamePersonError: the actor has no part in it, is the teacher,
            or is the person who proposed.
        NotIndependentError: the proposer may have the actor's account in their hands.
        NoGateError, GateNotPassedError: the rule that decides is not met any more.
        LackingFactsError, MissingGlyphError: it cannot be printed; roll back.
    """
    _check_decider(proposal, actor)
    proposed = from_json(proposal.verdict)
    hold_still(proposal)
    evaluation = evaluate_teacher(proposal.teacher_id, clock.local(at).date()).evaluation
    verdict = passed_verdict(evaluation, proposed)
    proposal.verdict, proposal.as_of = to_json(verdict), evaluation.as_of
    settle(proposal, ProposalStatus.APPROVED, actor, at)
    record_step(
        proposal, "approved", actor, at,
        before={"status": "proposed", "as_of": proposed.as_of.isoformat(), "verdict": to_json(proposed)},
        after={"status": "approved", "as_of": evaluation.as_of.isoformat()},
    )  # fmt: skip
    grounds = Grounds(
        proposal_id=proposal.id,
        level=proposal.level,
        criteria=proposal.criteria,
        ethics_result=proposal.ethics_result,
        ethics_year=proposal.ethics_year,
        notice_first=proposal.notice_first,
        notice_last=proposal.notice_last,
        basis=basis_of(verdict),
        stated=stated(proposal),
    )
    return issue_certificate(proposal.teacher, grounds, fonts=fonts, actor=actor, at=at)


def reject(proposal: Proposal, reason: str, *, actor: Account, at: datetime) -> None:
    """Decide against a proposal.

    Raises:
        DecidedError: it is not open any more.
        NotAllowedError, OwnCaseError, SamePersonError: the actor has no part in it, is the teacher,
            or is the person who proposed.
        NotIndependentError: the proposer may have the actor's account in their hands.
        NoReasonError: no reason is given.
    """
    _check_decider(proposal, actor)
    if not reason.strip():
        raise NoReasonError
    settle(proposal, ProposalStatus.REJECTED, actor, at, reason.strip())
    record_step(
        proposal, "rejected", actor, at,
        before={"status": "proposed"}, after={"status": "rejected"}, reason=reason.strip(),
    )  # fmt: skip


def hold_still(proposal: Proposal) -> None:
    """Let nobody else change any more what the teacher's verdict rests on, until the commit.

    Who confirms a decision or publishes law locks the school; who rules, or revokes a ruling or a
    record, locks the teacher. What they have committed by then is seen.
    """
    hold_school(db.session.get_one(School, proposal.school_id))
    lock_teachers({proposal.teacher_id})


def _check_decider(proposal: Proposal, actor: Account) -> None:
    if proposal.status is not ProposalStatus.PROPOSED:
        raise DecidedError
    guard_decision(actor, proposal.teacher)
    if actor.person_id == proposal.proposed_by.person_id:
        raise SamePersonError
    guard_second_person(actor, proposal.proposed_by, proposal.proposed_at)
