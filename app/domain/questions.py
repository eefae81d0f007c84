"""What the law leaves open about one teacher and a school must decide, read off the verdicts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from app.domain.conclusion import waits_for_leave_ruling
from app.domain.days import attendance
from app.domain.facts import DAY_CAP, Record, Ruling, RulingKind, School, Teacher
from app.domain.outcome import Evaluation, ExclusionReason, Standing, Verdict
from app.domain.plan import plan_for
from app.domain.rules import Column, Law
from app.domain.timeline import desk
from app.domain.windows import Window

NOTHING_TO_DECIDE = frozenset({Standing.NO_RULE, Standing.NOT_BOUND, Standing.EXEMPT})
"""Where hours change nothing, no answer is asked for."""


class Case(NamedTuple):
    """The facts that an evaluation was made of."""

    law: Law
    school: School
    teacher: Teacher
    records: Sequence[Record]


class Answer(StrEnum):
    """What can be answered, whatever the question."""

    COUNTS = "counts"
    DOES_NOT_COUNT = "does_not_count"
    EXEMPT = "exempt"
    REFUSED = "refused"
    STANDS = "stands"
    FIRST_FALLS = "first_falls"
    SECOND_FALLS = "second_falls"


class CellQuestion(NamedTuple):
    """Whether a record counts, asked once for the rules that read one column of the table."""

    record: str
    column: Column
    rules: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"cell-{self.record}-{self.column}"


class LeaveQuestion(NamedTuple):
    """Whether a teacher is exempt from a year that a leave, or an exemption from other days, touches."""

    rule: str
    window: Window
    other_days: str | None = None
    """The id of that exemption."""

    @property
    def key(self) -> str:
        return f"leave-{self.window.first_day}-{self.rule}"


class OverlapQuestion(NamedTuple):
    """Which of two full-time records stands that claim the same days."""

    first: str
    second: str
    days: tuple[date, ...]
    rules: tuple[str, ...]
    """Those under which both claim the days."""

    @property
    def key(self) -> str:
        return f"overlap-{self.first}-{self.second}"


Question = CellQuestion | LeaveQuestion | OverlapQuestion

ANSWERS: dict[type[Question], tuple[Answer, ...]] = {
    CellQuestion: (Answer.COUNTS, Answer.DOES_NOT_COUNT),
    LeaveQuestion: (Answer.EXEMPT, Answer.REFUSED),
    OverlapQuestion: (Answer.STANDS, Answer.FIRST_FALLS, Answer.SECOND_FALLS),
}


def rulings_for(question: Question, answer: Answer) -> tuple[Ruling, ...]:
    """What an answer adds to the teacher's facts, without numbers; nothing where all stays as it is."""
    match question, answer:
        case CellQuestion(), Answer.COUNTS | Answer.DOES_NOT_COUNT:
            return _of_record(question.record, RulingKind(answer), question.rules)
        case LeaveQuestion(), Answer.EXEMPT | Answer.REFUSED:
            return (Ruling("", RulingKind(answer), question.rule, days=question.window),)
        case OverlapQuestion(), Answer.FIRST_FALLS:
            return _of_record(question.first, RulingKind.DOES_NOT_COUNT, question.rules)
        case OverlapQuestion(), Answer.SECOND_FALLS:
            return _of_record(question.second, RulingKind.DOES_NOT_COUNT, question.rules)
        case _:
            return ()


def _of_record(record: str, kind: RulingKind, rules: Iterable[str]) -> tuple[Ruling, ...]:
    return tuple(Ruling("", kind, rule, record) for rule in rules)


def questions(case: Case, evaluation: Evaluation) -> list[Question]:
    """Everything about a teacher that waits for a decision, by what the verdicts on the same facts say."""
    if not evaluation.verdicts:
        return []
    return [*_cells(case, evaluation), *_leaves(evaluation), *_overlaps(case, evaluation)]


def _judged(evaluation: Evaluation) -> Iterator[Verdict]:
    return (one for one in evaluation.verdicts if one.standing not in NOTHING_TO_DECIDE)


def _cells(case: Case, evaluation: Evaluation) -> Iterator[CellQuestion]:
    rules: dict[tuple[str, Column], set[str]] = {}
    asked = set()
    for verdict in _judged(evaluation):
        waiting = [one for one, reason in verdict.excluded if reason is ExclusionReason.NEEDS_RULING]
        if verdict.undecided:
            waiting += _in_part(case, verdict, evaluation.as_of)
        for record in waiting:
            rules.setdefault((record, verdict.rule.column), set()).add(verdict.rule.id)
            if not verdict.simulated:
                asked.add((record, verdict.rule.column))
    first_day = {record.id: record.first_day for record in case.records}
    for key in sorted(asked, key=lambda key: (first_day[key[0]], key)):
        yield CellQuestion(*key, tuple(sorted(rules[key])))


def _in_part(case: Case, verdict: Verdict, as_of: date) -> list[str]:
    """Records that count on some days and wait on others: the teacher's category changed between."""
    credited = {credit.record_id for credit in verdict.records}
    found = desk(*case, verdict, as_of=as_of)
    return [
        record.id
        for n, record in enumerate(found.claims.records)
        if record.id in credited and found.account.undecided_days[n] & found.window
    ]


def _leaves(evaluation: Evaluation) -> Iterator[LeaveQuestion]:
    for verdict in evaluation.verdicts:
        if waits_for_leave_ruling(verdict) and not verdict.simulated:
            yield LeaveQuestion(verdict.rule.id, verdict.window, verdict.other_days)


def _overlaps(case: Case, evaluation: Evaluation) -> Iterator[OverlapQuestion]:
    pairs = _full_time_pairs(case.records)
    if not pairs:
        return
    days = plan_for(case.law, case.school, evaluation.as_of).days
    creditable = days.between(case.teacher.hired_on, evaluation.as_of)
    common: dict[tuple[str, str], int] = {}
    rules: dict[tuple[str, str], set[str]] = {}
    asked = set()
    for verdict in _judged(evaluation):
        claims = _claiming(verdict)
        window = days.between(*verdict.window) & creditable
        for first, second in pairs:
            met = attendance(first, verdict.profile, days) & attendance(second, verdict.profile, days)
            key = (first.id, second.id)
            if met & window and claims.issuperset(key):
                common[key] = common.get(key, 0) | (met & window)
                rules.setdefault(key, set()).add(verdict.rule.id)
                if not verdict.simulated:
                    asked.add(key)
    for first, second in pairs:
        if (key := (first.id, second.id)) in asked:
            yield OverlapQuestion(*key, tuple(days.dates(common[key])), tuple(sorted(rules[key])))


def _claiming(verdict: Verdict) -> set[str]:
    """The records that stand in line for hours."""
    left_out = ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP
    return {credit.record_id for credit in verdict.records} | {
        one.record_id for one in verdict.excluded if one.reason is left_out
    }


def _full_time_pairs(records: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Records of whole days whose spans meet, the earlier one first."""
    full = sorted(
        (record for record in records if record.half_hours == DAY_CAP),
        key=lambda record: (record.first_day, record.id),
    )
    return [(one, other) for one, other in combinations(full, 2) if other.first_day <= one.last_day]
