"""What the pages of rulings show beside the rows themselves."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.accounts.models import Account
from app.accounts.queries import Step, steps
from app.audit import queries as audit
from app.certificates.models import Certificate
from app.domain.conclusion import year_name
from app.domain.facts import RulingKind
from app.domain.facts import Teacher as TeacherFacts
from app.domain.gate import passes
from app.domain.outcome import Evaluation, Verdict
from app.domain.questions import ANSWERS, Answer, Question, rulings_for
from app.domain.rules import RuleWindow
from app.domain.windows import Window
from app.domain.words import STANDING
from app.practice.waiting import waited_words
from app.recognition.models import Proposal
from app.recognition.queries import in_force, resting_on
from app.rulings import wording
from app.rulings.decider_queries import for_others, office, writers_of_ruling
from app.rulings.naming_queries import RecordBrief, naming, record_briefs
from app.rulings.queries import (
    Pick,
    Queue,
    Waiting,
    contradicted,
    fact_of,
    records_of_question,
    rulings_of_decision,
)
from app.standing.effect import effect_of_rulings
from app.standing.headline import NOT_JUDGED
from app.standing.queries import read_teachers
from app.standing.question_queries import evaluation_with, without_rulings
from app.teachers.ruling_models import Ruling

UNCHANGED = {
    Answer.REFUSED: wording.NOT_EXEMPT,
    Answer.STANDS: "小时数不变：同一天两条合起来最多计 8 小时",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One open question as a list shows it."""

    waiting: Waiting
    what: str
    ground: str
    records: tuple[RecordBrief, ...]
    effects: tuple[tuple[str, tuple[str, ...]], ...]
    """Each answer, and what it would change."""
    waited: str
    held: str
    """Why the reader does not decide it, and who may; empty where they may."""


def shown(queue: Queue, waiting: Sequence[Waiting], actor: Account) -> list[Shown]:
    """The questions of one page."""
    briefs = record_briefs(record for one in waiting for record in records_of_question(one.question))
    law, today = queue.known.law, queue.known.as_of
    held = _held(waiting, actor)
    return [
        Shown(
            waiting=one,
            what=wording.question_words(law, one.question),
            ground=wording.ground_words(law, one.question, briefs),
            records=tuple(briefs[record] for record in records_of_question(one.question)),
            effects=_effects(queue, one),
            waited=waited_words(law.calendar.workdays_after(one.since, today)),
            held=held.get(one.pick, ""),
        )
        for one in waiting
    ]


def _held(waiting: Sequence[Waiting], actor: Account) -> dict[Pick, str]:
    """Those that are a case of the actor's own, with why and with who may decide instead."""
    persons = office(actor.school_id)
    found = {}
    for pick, (about, kept_out) in for_others(waiting, actor).items():
        others = [name for person_id, name in persons.items() if person_id not in kept_out]
        found[pick] = wording.held_words(about_oneself=about == actor.person_id, others=others)
    return found


def _effects(queue: Queue, waiting: Waiting) -> tuple[tuple[str, tuple[str, ...]], ...]:
    question, teacher_id = waiting.question, waiting.member.teacher_id
    return tuple(
        (wording.ANSWER[answer], tuple(_effect(queue, teacher_id, question, answer)))
        for answer in ANSWERS[type(question)]
    )


def _effect(queue: Queue, teacher_id: int, question: Question, answer: Answer) -> Iterable[str]:
    added = rulings_for(question, answer)
    if not added:
        return [UNCHANGED[answer]]
    if number := contradicted(queue.known.teachers[teacher_id], added, queue.resting):
        return [f"不能这样裁定：裁定 {number} 说的不同，须先撤销"]
    after = evaluation_with(queue.known, teacher_id, added)
    return effect_of_rulings(queue.evaluations[teacher_id], after)


@dataclass(frozen=True, slots=True)
class Exemptable:
    """A requirement from which a teacher can be exempted."""

    rule: str
    year: Window | None
    label: str

    @property
    def value(self) -> str:
        return f"{self.rule}:{self.year.first_day if self.year else ''}"


def exemptable(teacher: TeacherFacts, evaluation: Evaluation) -> list[Exemptable]:
    """What binds the teacher and is in force, the newest first; not where it was granted or refused."""
    ruled = {
        (one.rule, one.days) for one in teacher.rulings if one.kind in {RulingKind.EXEMPT, RulingKind.REFUSED}
    }
    return [one for one in _requirements(evaluation) if (one.rule, one.year) not in ruled]


def refused(teacher: TeacherFacts, evaluation: Evaluation) -> list[tuple[Exemptable, str]]:
    """What an exemption was refused from, with the number of the ruling."""
    numbers = {(one.rule, one.days): one.id for one in teacher.rulings if one.kind is RulingKind.REFUSED}
    return [
        (one, number) for one in _requirements(evaluation) if (number := numbers.get((one.rule, one.year)))
    ]


def _requirements(evaluation: Evaluation) -> list[Exemptable]:
    return [
        Exemptable(verdict.rule.id, _year(verdict), _label(verdict))
        for verdict in reversed(evaluation.verdicts)
        if not verdict.simulated and verdict.standing not in NOT_JUDGED
    ]


def _year(verdict: Verdict) -> Window | None:
    return verdict.window if verdict.rule.window is RuleWindow.YEAR else None


def _label(verdict: Verdict) -> str:
    span = year_name(verdict.window) if verdict.rule.window is RuleWindow.YEAR else "五年（一直豁免到撤销）"
    return f"{span}：{wording.rule_words(verdict.rule)}，现在{STANDING[verdict.standing]}"


@dataclass(frozen=True, slots=True)
class Made:
    """One decision as a list or the page of a ruling shows it: a ruling under each rule."""

    rulings: tuple[Ruling, ...]
    said: str

    @property
    def first(self) -> Ruling:
        """The one by whose page the decision is opened."""
        return self.rulings[-1]


def made(rulings: Sequence[Ruling], today: date) -> list[Made]:
    """Rulings put into words, those of one decision that follow each other as one."""
    if not rulings:
        return []
    names, groups = naming(rulings, today), groupby(rulings, key=_decision_of)
    return [Made(group, wording.said(names, group)) for group in (tuple(some) for _, some in groups)]


def _decision_of(ruling: Ruling) -> tuple[object, ...]:
    """The same for the rulings of one decision; an exemption stands alone."""
    alone = None if ruling.record_id else ruling.id
    return (
        ruling.teacher_id,
        ruling.decided_at,
        ruling.kind,
        ruling.record_id,
        ruling.other_record_id,
        alone,
    )


def held_from_revoking(ruling: Ruling, actor: Account) -> str:
    """Why the actor does not take a ruling back, and who may; empty where they may."""
    entered, about = writers_of_ruling(ruling), ruling.teacher.person_id
    if actor.person_id not in entered | {about}:
        return ""
    others = [name for one, name in office(actor.school_id).items() if one not in entered | {about}]
    return wording.held_words(about_oneself=actor.person_id == about, others=others, doing="撤销")


USED = "当时的结论用到这份裁定"
NEEDED = "没有这份裁定，今天就不满足认定依据"


@dataclass(frozen=True, slots=True)
class Resting:
    """A recommendation in force, or proposed, that a ruling matters to."""

    proposal: Proposal
    certificate: Certificate | None
    why: str


def resting(ruling: Ruling, today: date) -> list[Resting]:
    """What was decided on the ruling, and what would not be decided so without it."""
    numbers = {one.number for one in rulings_of_decision(ruling)}
    relied = resting_on(ruling.teacher_id, numbers, school_id=ruling.school_id)
    standing = in_force(ruling.teacher_id)
    others = any(proposal.id not in relied for proposal, _ in standing)
    turns = others and _turns_gate(ruling, numbers, today)
    return [
        Resting(proposal, certificate, USED if proposal.id in relied else NEEDED)
        for proposal, certificate in standing
        if turns or proposal.id in relied
    ]


def _turns_gate(ruling: Ruling, numbers: Collection[str], today: date) -> bool:
    """Whether the rule that decides recommendations is passed today with the ruling, and not without."""
    teacher_id = ruling.teacher_id
    known = without_rulings(read_teachers(ruling.school_id, {teacher_id}, today), teacher_id, numbers)
    facts = [fact for one in rulings_of_decision(ruling) if (fact := fact_of(one))]
    if contradicted(known.teachers[teacher_id], facts, {}):
        return False
    ruled, unruled = (evaluation_with(known, teacher_id, added).gate for added in (facts, ()))
    return passes(ruled) and not passes(unruled)


def history(ruling: Ruling) -> tuple[Step, ...]:
    """What people did to a ruling."""
    events = audit.history("ruling", ruling.id, school_id=ruling.school_id)
    return steps(events, wording.STEP, lambda event: event.reason)
