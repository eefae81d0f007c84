"""What the pages of proposals show beside the rows themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs

from app.accounts.models import Account
from app.accounts.queries import Step, steps
from app.accounts.second_person_queries import why_no_second
from app.audit import queries as audit
from app.certificates.models import Certificate
from app.domain.conclusion import citation_line
from app.domain.gate import deciding
from app.domain.outcome import Evaluation, Standing, Verdict
from app.domain.roles import Role
from app.domain.words import STANDING
from app.recognition.models import Proposal, ProposalStatus
from app.recognition.wording import EVENTS
from app.standing.school_queries import Member


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


def gate_hint(evaluation: Evaluation) -> Hint | None:
    """None where no rule decides."""
    gate = evaluation.gate
    if gate is None:
        return None
    return Hint(gate.passes, gate.standing, deciding(gate.rule, evaluation.verdicts))


def choices(teachers: Iterable[Member], evaluations: Mapping[int, Evaluation]) -> list[SelectChoice]:
    """Those who may be recommended today, then everybody else."""
    groups: dict[str, list[SelectChoice]] = {"可以推荐": [], "目前不能推荐": []}
    for teacher in teachers:
        hint = gate_hint(evaluations[teacher.teacher_id])
        group = "可以推荐" if hint and hint.passes else "目前不能推荐"
        label = choice_label(teacher, evaluations[teacher.teacher_id])
        groups[group].append(SelectChoice(teacher.teacher_id, label, optgroup=group))
    return [choice for group in groups.values() for choice in group]


def choice_label(teacher: Member, evaluation: Evaluation) -> str:
    """A teacher in a list to choose from, with what the rule that decides says today."""
    hint = gate_hint(evaluation)
    if hint is None:
        says = "学校没有生效的认定依据"
    elif hint.passes:
        says = "✓ 可以推荐"
    else:
        says = f"✕ {STANDING[hint.standing]}" if hint.standing else "✕ 认定依据不适用"
    return f"{teacher.staff_number} {teacher.name}（{teacher.department}）　{says}"


def may_decide(actor: Account, proposal: Proposal) -> bool:
    """Whether the buttons are shown; the operation checks again."""
    return (
        proposal.status is ProposalStatus.PROPOSED
        and actor.has(Role.HR, Role.ADMIN)
        and actor.person_id not in {proposal.teacher.person_id, proposal.proposed_by.person_id}
    )


def why_not(actor: Account, proposal: Proposal) -> str | None:
    """Why somebody else's account does not count as the second person's."""
    if not may_decide(actor, proposal):
        return None
    return why_no_second(actor, proposal.proposed_by, proposal.proposed_at)


def may_withdraw(actor: Account, proposal: Proposal) -> bool:
    """Whether the proposer may still take it back."""
    open_still = proposal.status is ProposalStatus.PROPOSED
    return open_still and actor.person_id == proposal.proposed_by.person_id


def history(proposal: Proposal, certificate: Certificate | None) -> tuple[Step, ...]:
    """What people did to a proposal and its recommendation, in order."""
    events = list(audit.history("proposal", proposal.id, school_id=proposal.school_id))
    if certificate is not None:
        events += audit.history("certificate", certificate.id, school_id=proposal.school_id)
    return steps(events, EVENTS, lambda event: event.reason)
