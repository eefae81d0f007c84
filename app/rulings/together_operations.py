"""The school decides many open questions in one go, each on the facts that the one before has left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app import clock
from app.accounts.models import Account
from app.domain.facts import Ruling as RulingFact
from app.domain.questions import ANSWERS, Answer, OverlapQuestion, Question, rulings_for
from app.rulings.decider_queries import Writers, writers
from app.rulings.operations import (
    AlreadyRuledError,
    Ground,
    locked_teachers,
    require_ground,
    save_rulings,
    tell,
)
from app.rulings.queries import Pick, Why, contradicted, fact_of, resting_rulings
from app.standing.queries import SchoolAtOnce, evaluate_facts, read_teachers
from app.standing.question_queries import open_questions
from app.teachers.models import Teacher
from app.teachers.ruling_models import Ruling, RulingAnswer


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the questions that were to be decided together."""

    made: tuple[tuple[Ruling, ...], ...]
    """The rulings of each question."""
    held: tuple[tuple[Pick, Why], ...]


def decide_together(
    picks: Sequence[Pick],
    answers: Mapping[type[Question], Answer],
    ground: Ground,
    *,
    actor: Account,
    at: datetime,
) -> Decided:
    """Answer those of the questions that are open now and no case of the actor's own, by their kind.

    The teachers are locked first: of two who decide the same the second finds it decided. A ruling can
    close or change what else was picked about its teacher, so each is answered as it stands by then.

    Raises:
        NotAllowedError: the actor is neither HR nor administrator of the school.
        NoReasonError: the document or the reason is missing.
    """
    require_ground(ground, actor)
    teachers = locked_teachers({pick.teacher_id for pick in picks}, actor.school_id)
    desk = _Desk(read_teachers(actor.school_id, teachers.keys(), clock.local(at).date()), actor.school_id)
    made: list[tuple[Ruling, ...]] = []
    held: list[tuple[Pick, Why]] = []
    for pick in desk.in_order(picks):
        question = desk.question(pick)
        answer = answers.get(type(question)) if question else None
        if question and desk.is_own_case(teachers[pick.teacher_id], question, actor):
            held.append((pick, Why.OWN))
        elif question is None or answer is None:
            held.append((pick, Why.GONE))
        else:
            try:
                rows = _rows(desk, pick.teacher_id, question, answer)
            except AlreadyRuledError:
                held.append((pick, Why.RULED))
            else:
                saved = save_rulings(teachers[pick.teacher_id], rows, ground, actor=actor, at=at)
                desk.add(pick.teacher_id, saved)
                made.append(saved)
    if made:
        tell(made, at)
    return Decided(tuple(made), tuple(held))


class _Desk:
    """The teachers, and what is open about each, kept in step with what is ruled."""

    def __init__(self, known: SchoolAtOnce, school_id: int) -> None:
        self.known = known
        self.resting = resting_rulings(known.teachers.keys())
        self._school_id = school_id
        self._open: dict[int, list[Question]] = {}
        self._writers: dict[int, Writers] = {}
        self._judge(known)

    def is_own_case(self, teacher: Teacher, question: Question, actor: Account) -> bool:
        """Whether a question is about the actor, or about what they entered; asked of what is open."""
        return actor.person_id in self._writers[teacher.id].of(teacher.id, question) | {teacher.person_id}

    def in_order(self, picks: Sequence[Pick]) -> list[Pick]:
        """A teacher's in the order of days, whatever day each has been open since.

        What falls for an earlier record is gone before a later one would fall for it.
        """
        seat = {pick.teacher_id: n for n, pick in reversed(list(enumerate(picks)))}
        place = {
            Pick(teacher_id, question.key): n
            for teacher_id, found in self._open.items()
            for n, question in enumerate(found)
        }
        return sorted(picks, key=lambda pick: (seat[pick.teacher_id], place.get(pick, len(place))))

    def question(self, pick: Pick) -> Question | None:
        if pick.teacher_id not in self.known.teachers:
            return None
        if pick.teacher_id not in self._open:
            teacher = {pick.teacher_id: self.known.teachers[pick.teacher_id]}
            self._judge(replace(self.known, teachers=teacher))
        return next((one for one in self._open[pick.teacher_id] if one.key == pick.key), None)

    def add(self, teacher_id: int, rulings: Sequence[Ruling]) -> None:
        """The teacher is judged anew when something else is asked about them."""
        teacher = self.known.teachers[teacher_id]
        facts = tuple(fact for one in rulings if (fact := fact_of(one)))
        after = replace(teacher, rulings=(*teacher.rulings, *facts))
        self.known = replace(self.known, teachers={**self.known.teachers, teacher_id: after})
        del self._open[teacher_id]

    def _judge(self, known: SchoolAtOnce) -> None:
        found = open_questions(self._school_id, known, evaluate_facts(known), known.teachers.keys())
        entered = writers((one, asked) for one, some in found.items() for asked in some)
        for teacher_id in known.teachers:
            self._open[teacher_id], self._writers[teacher_id] = found.get(teacher_id, []), entered


def _rows(desk: _Desk, teacher_id: int, question: Question, answer: Answer) -> list[Ruling]:
    assert answer in ANSWERS[type(question)]
    facts = rulings_for(question, answer)
    if before := contradicted(desk.known.teachers[teacher_id], facts, desk.resting):
        raise AlreadyRuledError(before)
    return [_row_of(fact, question) for fact in facts] or [_unchanged(question)]


def _row_of(fact: RulingFact, question: Question) -> Ruling:
    first_day, last_day = fact.days or (None, None)
    row = Ruling(kind=RulingAnswer(fact.kind.value), rule=fact.rule, first_day=first_day, last_day=last_day)
    if fact.record is not None:
        row.record_id = int(fact.record)
    if isinstance(question, OverlapQuestion):
        row.other_record_id = int(question.second if fact.record == question.first else question.first)
    return row


def _unchanged(question: Question) -> Ruling:
    """The answer that all stays as it is, kept so that nobody asks again."""
    assert isinstance(question, OverlapQuestion)
    return Ruling(
        kind=RulingAnswer.STANDS, record_id=int(question.first), other_record_id=int(question.second)
    )
