"""What the pages of proposals show beside the rows themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app import clock
from app.accounts.models import Account, Person
from app.audit.models import AuditEvent
from app.audit.queries import history
from app.certificates.models import Certificate
from app.domain.conclusion import citation_line
from app.domain.outcome import Evaluation, Standing, Verdict
from app.domain.roles import Role
from app.domain.words import STANDING
from app.extensions import db
from app.recognition.models import Proposal, ProposalStatus
from app.recognition.wording import EVENTS
from app.teachers.models import Teacher


@dataclass(frozen=True, slots=True)
class Hint:
    """What the rule that decides says of a teacher today."""

    passes: bool
    standing: Standing | None
    verdict: Verdict | None
    """The line that decides; None where there is none."""

    @property
    def citation(self) -> str:
        return citation_line(self.verdict.rule) if self.verdict else ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a history."""

    at: datetime
    who: str
    what: str
    note: str


def gate_hint(evaluation: Evaluation) -> Hint | None:
    """None where no rule decides."""
    gate = evaluation.gate
    if gate is None:
        return None
    found = [verdict for verdict in evaluation.verdicts if verdict.rule.id == gate.rule]
    return Hint(gate.passes, gate.standing, found[-1] if found else None)


def choice_label(teacher: Teacher, evaluation: Evaluation) -> str:
    """A teacher in a list to choose from, with what the rule that decides says today."""
    hint = gate_hint(evaluation)
    if hint is None:
        says = "学校没有生效的认定依据"
    elif hint.passes:
        says = "✓ 可以推荐"
    else:
        says = f"✕ {STANDING[hint.standing]}" if hint.standing else "✕ 认定依据不适用"
    return f"{teacher.staff_number} {teacher.person.name}（{teacher.department.name}）　{says}"


def may_decide(actor: Account, proposal: Proposal) -> bool:
    """Whether the buttons are shown; the operation checks again."""
    return (
        proposal.status is ProposalStatus.PROPOSED
        and actor.has(Role.HR, Role.ADMIN)
        and actor.person_id not in {proposal.teacher.person_id, proposal.proposed_by.person_id}
    )


def may_withdraw(actor: Account, proposal: Proposal) -> bool:
    """Whether the proposer may still take it back."""
    open_still = proposal.status is ProposalStatus.PROPOSED
    return open_still and actor.person_id == proposal.proposed_by.person_id


def steps(proposal: Proposal, certificate: Certificate | None) -> list[Step]:
    """What people did to a proposal and its recommendation, in order."""
    events = list(history("proposal", proposal.id, school_id=proposal.school_id))
    if certificate is not None:
        events += history("certificate", certificate.id, school_id=proposal.school_id)
    events = [event for event in events if event.tag in EVENTS]
    names = _names(events)
    return [
        Step(
            at=clock.local(event.at),
            who=names.get(event.actor_person_id or 0, ""),
            what=EVENTS[event.tag],
            note=event.reason,
        )
        for event in sorted(events, key=lambda event: event.id)
    ]


def _names(events: Iterable[AuditEvent]) -> dict[int, str]:
    ids = {event.actor_person_id for event in events}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}
