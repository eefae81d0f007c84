"""Recording that a recommendation was checked after something it rests on counted no more, and stands."""

from datetime import datetime

from app.accounts.guards import NotAllowedError
from app.accounts.models import Account
from app.audit.operations import record_event
from app.certificates.models import Certificate
from app.certificates.operations import AlreadyWithdrawnError, NoReasonError, guard_decision
from app.domain.frozen import freeze
from app.extensions import db
from app.recognition.decision_operations import hold_still
from app.recognition.frozen_verdict import FrozenLine, to_json
from app.recognition.models import Proposal, Recheck
from app.recognition.operations import passed_verdict
from app.recognition.recheck_queries import what_fell
from app.recognition.second_check_queries import why_not_keep


class NotSecondError(NotAllowedError):
    """Who proposed, or decided what it stands on now, does not check it; the message says who can."""


class ChangedMeanwhileError(Exception):
    """What counts no more is not what was looked at, or was checked already."""


def keep(
    proposal: Proposal, certificate: Certificate, reason: str, *, seen: str, actor: Account, at: datetime
) -> Recheck:
    """Record that an issued recommendation stands without what counts no more; ``seen``: that, as shown.

    Raises:
        NotAllowedError, OwnCaseError: the actor has no part in it, or is the teacher.
        NotSecondError: the actor proposed it, may have been signed in by who did, or decided what it
            stands on now and did not when it was agreed.
        NoReasonError: it is not said what was checked.
        AlreadyWithdrawnError: it is not in force any more.
        ChangedMeanwhileError: see there.
        NoGateError, GateNotPassedError: it does not stand.
    """
    guard_decision(actor, proposal.teacher)
    if not reason.strip():
        raise NoReasonError
    hold_still(proposal)
    db.session.refresh(certificate)
    if certificate.revoked_at is not None:
        raise AlreadyWithdrawnError
    fell = what_fell(proposal)
    if fell is None or fell.checked or str(fell.gone) != seen:
        raise ChangedMeanwhileError
    verdict = passed_verdict(fell.evaluation)
    if (why := why_not_keep(actor, proposal, fell)) is not None:
        raise NotSecondError(why)
    recheck = Recheck(
        school_id=proposal.school_id,
        proposal=proposal,
        gone=freeze(fell.gone),
        verdict=to_json(verdict),
        reason=reason.strip(),
        checked_by=actor,
        checked_at=at,
    )
    db.session.add(recheck)
    db.session.flush()
    _record(recheck, certificate, verdict.gate_line)
    return recheck


def _record(recheck: Recheck, certificate: Certificate, line: FrozenLine) -> None:
    after = {
        "without": recheck.gone, "rule": line.rule, "standing": line.standing.value,
        "credited": line.credited, "required": line.required,
    }  # fmt: skip
    record_event(
        "certificate:kept", "certificate", certificate.id, school_id=recheck.school_id,
        actor=recheck.checked_by, at=recheck.checked_at, after=after, reason=recheck.reason,
    )  # fmt: skip
