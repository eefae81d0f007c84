"""Whether what a ruling decided is an open question as soon as the ruling is gone."""

from collections.abc import Sequence
from datetime import date

from app.domain.questions import Case, CellQuestion, LeaveQuestion, Question, questions
from app.standing.queries import evaluate_facts, read_teachers
from app.standing.question_queries import without_rulings
from app.standing.school_queries import members
from app.teachers.ruling_models import Ruling


def is_asked_without(rulings: Sequence[Ruling], day: date) -> bool:
    """Whether the queue asks again, on a day, what these rulings of one decision say.

    It does not where the school decided on its own initiative, or where the reason is gone.
    """
    first = rulings[0]
    teacher_id = first.teacher_id
    if all(one.teacher_id != teacher_id for one in members(first.school_id, day)):
        return False
    known = read_teachers(first.school_id, {teacher_id}, day)
    known = without_rulings(known, teacher_id, {one.number for one in rulings})
    case = Case(known.law, known.decisions, known.teachers[teacher_id], known.records[teacher_id])
    found = questions(case, evaluate_facts(known)[teacher_id])
    return any(_is_about(one, first) for one in found)


def _is_about(question: Question, ruling: Ruling) -> bool:
    if isinstance(question, LeaveQuestion):
        return (question.rule, question.window) == (ruling.rule, ruling.year)
    if isinstance(question, CellQuestion):
        about = (str(ruling.record_id), None)
        return (question.record, ruling.other_record_id) == about and ruling.rule in question.rules
    return {question.first, question.second} == {str(ruling.record_id), str(ruling.other_record_id)}
