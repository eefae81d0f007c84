"""What passing a record would change for its teacher, said before anybody decides."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.facts import Record, RecordStatus
from app.domain.outcome import Evaluation, Verdict
from app.domain.rules import RuleWindow
from app.domain.verdicts import evaluate
from app.schools.queries import school_facts
from app.standing.headline import NOT_JUDGED, headline
from app.standing.queries import SchoolAtOnce, TeacherStanding, evaluate_facts, read_teachers

UNCHANGED = 2
"""The weight of a line that stays as it is."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A teacher's facts and verdicts with one record passed."""

    records: tuple[Record, ...]
    after: Evaluation
    touched: tuple[Verdict, ...]
    """Of the verdicts a page shows first, and of earlier years, those whose window the records touch."""
    sentences: list[str]
    """One for each of them, what changes first: hours before and after, and the standing if it changes."""


def effect_of_passing(known: TeacherStanding, *passing: Record) -> Effect:
    """Judge anew with records passed, whether they are among the teacher's records or not saved yet."""
    own = frozenset(record.id for record in passing)
    passed = (replace(record, status=RecordStatus.APPROVED) for record in passing)
    records = (*(one for one in known.records if one.id not in own), *passed)
    if not known.evaluation.verdicts:
        return Effect(records, known.evaluation, (), [])
    after = evaluate(known.law, known.school, known.teacher, records, known.evaluation.as_of)
    pairs = zip(_shown(known.evaluation), _shown(after), strict=True)
    touched = [(one, other) for one, other in pairs if _touches(other, own)]
    told = sorted(touched, key=_weight)
    return Effect(
        records,
        after,
        tuple(other for _, other in touched),
        [_sentence(one, other, own) for one, other in told] or [_untouched(known, passing)],
    )


def _untouched(known: TeacherStanding, passing: Iterable[Record]) -> str:
    """Why records change nothing that a page shows."""
    hired_on = known.teacher.hired_on
    if all(record.last_day < hired_on for record in passing):
        return f"通过后不改变现在的达标情况：这段时间早于入职日 {hired_on}"
    return "通过后不改变现在的达标情况：这段时间不在现在统计的年度和五年之内"


def effect_of_rulings(before: Evaluation, after: Evaluation) -> list[str]:
    """Of the lines a page shows, those that a decision changes, a new standing first."""
    pairs = zip(_shown(before), _shown(after), strict=True)
    changed = [pair for pair in pairs if _weight(pair) < UNCHANGED]
    return [_figures(*pair, told_twice=False) for pair in sorted(changed, key=_weight)] or [
        "不改变现在的达标情况"
    ]


def _shown(evaluation: Evaluation) -> list[Verdict]:
    """The verdicts a page shows first, and earlier years."""
    lines = headline(evaluation)
    return [verdict for verdict in (lines.year, *lines.past, lines.five) if verdict is not None]


def _touches(verdict: Verdict, own: frozenset[str]) -> bool:
    credited = any(one.record_id in own for one in verdict.records)
    return credited or any(one.record_id in own for one in verdict.excluded)


def _weight(pair: tuple[Verdict, Verdict]) -> int:
    """A new standing before new hours, and these before what stays as it is."""
    before, after = pair
    if before.standing is not after.standing:
        return 0
    return 1 if before.credited != after.credited else UNCHANGED


def _sentence(before: Verdict, after: Verdict, own: frozenset[str]) -> str:
    excluded = {one.record_id: one.reason for one in after.excluded if one.record_id in own}
    if own == excluded.keys():
        reasons = dict.fromkeys(words.EXCLUSION[reason] for reason in excluded.values())
        return f"{_span(after)}：不增加（{'；'.join(reasons)}）"
    return _figures(before, after)


def _span(verdict: Verdict) -> str:
    return "近五年" if verdict.rule.window is RuleWindow.FIVE_YEARS else year_name(verdict.window)


def _figures(before: Verdict, after: Verdict, *, told_twice: bool = True) -> str:
    """Hours before and after; those that stay the same are told twice only where hours are the question."""
    text = f"{_span(after)}：{words.hours(before.credited)} → {words.hours(after.credited)}"
    if before.credited == after.credited and not told_twice:
        text = f"{_span(after)}：{words.hours(after.credited)}"
    asks = after.required is not None and after.standing not in NOT_JUDGED
    text += f" / {words.hours(after.required or 0)} 小时" if asks else " 小时"
    text += "（暂估）" if after.provisional else ""
    if before.standing is not after.standing:
        return f"{text}，{words.STANDING[before.standing]} → {words.STANDING[after.standing]}"
    return f"{text}，{words.STANDING[after.standing]}"


def without_records(known: TeacherStanding, *gone: str) -> Evaluation:
    """Judge anew as if these records, by id, did not count."""
    return _judged_as(known, RecordStatus.REVOKED, gone)


class Without:
    """Teachers of a school judged on several days as if records of theirs did not count; read once."""

    def __init__(self, school_id: int, gone: Mapping[int, frozenset[str]]) -> None:
        self.school_id = school_id
        self.gone = gone
        self._known: SchoolAtOnce | None = None

    def on(self, day: date, teacher_id: int, *, counted: Collection[str] = ()) -> Evaluation:
        """What is said of a teacher on a day; nothing is read before the first is asked for.

        ``counted``: records, by id, that count all the same.
        """
        if self._known is None:
            self._known = self._read(day)
        if self._known.as_of != day:
            self._known = replace(self._known, as_of=day, decisions=school_facts(self.school_id, day))
        own = _with_status(self._known.records.get(teacher_id, ()), RecordStatus.APPROVED, counted)
        one = replace(
            self._known,
            teachers={teacher_id: self._known.teachers[teacher_id]},
            records={teacher_id: own},
        )
        return evaluate_facts(one)[teacher_id]

    def _read(self, day: date) -> SchoolAtOnce:
        known = read_teachers(self.school_id, self.gone.keys(), day)
        records = {
            teacher_id: _with_status(known.records.get(teacher_id, ()), RecordStatus.REVOKED, ids)
            for teacher_id, ids in self.gone.items()
        }
        return replace(known, records=records)


def with_approved(known: TeacherStanding, *passed: str) -> Evaluation:
    """Judge anew as if these records, by id, were approved."""
    return _judged_as(known, RecordStatus.APPROVED, passed)


def _judged_as(known: TeacherStanding, status: RecordStatus, ids: Collection[str]) -> Evaluation:
    if not known.evaluation.verdicts:
        return known.evaluation
    records = _with_status(known.records, status, ids)
    return evaluate(known.law, known.school, known.teacher, records, known.evaluation.as_of)


def _with_status(
    records: tuple[Record, ...], status: RecordStatus, ids: Collection[str]
) -> tuple[Record, ...]:
    return tuple(replace(one, status=status) if one.id in ids else one for one in records)
