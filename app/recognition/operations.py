"""Proposing a teacher for recommendation, and taking that back."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from app.accounts.guards import require_role
from app.accounts.models import Account
from app.audit.operations import record_event
from app.certificates.operations import (
    LackingFactsError,
    guard_decision,
)
from app.certificates.queries import lacking_facts
from app.domain.certificates import EthicsResult, Level
from app.domain.notice import NoticePeriod
from app.domain.outcome import Evaluation
from app.domain.roles import Role
from app.extensions import db
from app.recognition.frozen_verdict import (
    FrozenVerdict,
    freeze_verdict,
    to_json,
    what_changed,
)
from app.recognition.models import Proposal, ProposalStatus
from app.recognition.queries import open_proposal_of
from app.schools.decision_queries import notice_period
from app.schools.law import law_of
from app.schools.models import School
from app.teachers.locks import lock_teachers
from app.teachers.models import Teacher


@dataclass(frozen=True, slots=True)
class Entry:
    """What HR enters."""

    level: Level
    criteria: str
    ethics_result: EthicsResult
    ethics_year: int
    notice_first: date
    notice_last: date
    stated: str
    """That the steps are done which the paper says are done; nothing else records them."""


class NoGateError(Exception):
    """The school has decided no rule by which recommendations are judged."""


class GateNotPassedError(Exception):
    """The rule that decides is not met; ``changes`` says what is different from what was proposed."""

    def __init__(self, evaluation: Evaluation, changes: list[str] | None = None) -> None:
        super().__init__(str(evaluation.gate))
        self.evaluation = evaluation
        self.changes = changes or []


class EthicsVetoError(Exception):
    """A failed ethics review excludes from recognition (教师厅〔2022〕2号)."""


class NotStatedError(Exception):
    """Nobody states that application, review, panel and notice are done."""


class NoticeOpenError(Exception):
    """The public notice is not over yet."""


class NoticeTooShortError(Exception):
    """The public notice did not hang as long as the school has decided."""

    def __init__(self, period: NoticePeriod, posted: date, earliest: date) -> None:
        super().__init__(str(period))
        self.period = period
        self.posted = posted
        self.earliest = earliest


class OpenProposalError(Exception):
    """The teacher has been proposed and nobody has decided yet."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(str(proposal.id))
        self.proposal = proposal


class DecidedError(Exception):
    """The proposal is not open any more."""


class NotProposerError(Exception):
    """Only who proposed takes a proposal back."""


def propose(
    teacher: Teacher, entry: Entry, *, actor: Account, at: datetime, evaluation: Evaluation
) -> Proposal:
    """Propose a teacher on an evaluation of today, which is frozen.

    Raises:
        NotAllowedError, OwnCaseError: the actor is not HR, or is the teacher.
        EthicsVetoError: the ethics review was failed.
        NotStatedError: see there.
        NoticeOpenError, NoticeTooShortError: the public notice ends today or later, or was too short.
        NoGateError, GateNotPassedError: no rule decides, or it is not met.
        LackingFactsError: something the printed page must say is not filled in.
        OpenProposalError: the teacher is proposed already.
    """
    require_role(actor, teacher.school_id, Role.HR)
    guard_decision(actor, teacher)
    if entry.ethics_result is EthicsResult.FAILED:
        raise EthicsVetoError
    if not entry.stated.strip():
        raise NotStatedError
    if entry.notice_last >= evaluation.as_of:
        raise NoticeOpenError
    _check_notice(teacher.school_id, entry)
    verdict = passed_verdict(evaluation)
    if lacking := lacking_facts(teacher, db.session.get_one(School, teacher.school_id)):
        raise LackingFactsError(lacking)
    # Two at once for one teacher wait for each other here.
    lock_teachers({teacher.id})
    if (known := open_proposal_of(teacher.id)) is not None:
        raise OpenProposalError(known)
    proposal = Proposal(
        school_id=teacher.school_id,
        teacher=teacher,
        as_of=evaluation.as_of,
        verdict=to_json(verdict),
        status=ProposalStatus.PROPOSED,
        proposed_by=actor,
        proposed_at=at,
        **{name: value for name, value in asdict(entry).items() if name != "stated"},
    )
    db.session.add(proposal)
    db.session.flush()
    after = {"status": "proposed", "level": entry.level.value, "stated": entry.stated}
    record_step(proposal, "proposed", actor, at, after=after)
    return proposal


def withdraw(proposal: Proposal, *, actor: Account, at: datetime) -> None:
    """Take back what one has proposed.

    Raises:
        DecidedError: it is not open any more.
        NotProposerError: somebody else proposed it.
    """
    if proposal.status is not ProposalStatus.PROPOSED:
        raise DecidedError
    if actor.person_id != proposal.proposed_by.person_id:
        raise NotProposerError
    settle(proposal, ProposalStatus.WITHDRAWN, actor, at)
    record_step(
        proposal, "withdrawn", actor, at, before={"status": "proposed"}, after={"status": "withdrawn"}
    )


def _check_notice(school_id: int, entry: Entry) -> None:
    period = notice_period(school_id, entry.notice_first)
    earliest = period.last_day(entry.notice_first, law_of(school_id).calendar)
    if entry.notice_last < earliest:
        raise NoticeTooShortError(period, entry.notice_first, earliest)


def passed_verdict(evaluation: Evaluation, proposed: FrozenVerdict | None = None) -> FrozenVerdict:
    """Copy an evaluation by which the teacher may be recommended; ``proposed``: what it is compared with.

    Raises:
        NoGateError, GateNotPassedError: no rule decides, or it is not met.
    """
    gate = evaluation.gate
    if gate is None:
        raise NoGateError
    if not gate.passes:
        raise GateNotPassedError(evaluation, what_changed(proposed, evaluation) if proposed else None)
    return freeze_verdict(evaluation, gate.rule)


def settle(
    proposal: Proposal, status: ProposalStatus, actor: Account, at: datetime, reason: str = ""
) -> None:
    """Say what became of a proposal."""
    proposal.status, proposal.reason = status, reason
    proposal.decided_by, proposal.decided_at = actor, at
    # Before anything is issued: of two at once the second finds another version here and stops.
    db.session.flush()


def record_step(
    proposal: Proposal,
    action: str,
    actor: Account,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any],
    reason: str = "",
) -> None:
    """What was done to a proposal, in the log."""
    record_event(
        f"proposal:{action}", "proposal", proposal.id,
        school_id=proposal.school_id, actor=actor, at=at, before=before, after=after, reason=reason,
    )  # fmt: skip
