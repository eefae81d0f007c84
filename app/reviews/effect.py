"""What passing a record would change for its teacher, said before anybody decides."""

from dataclasses import replace
from datetime import date

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.facts import RecordStatus
from app.domain.outcome import Verdict
from app.domain.rules import RuleWindow
from app.domain.verdicts import Evaluation, evaluate
from app.policy.loader import load_law
from app.practice.models import PracticeRecord
from app.standing.headline import headline
from app.standing.queries import evaluate_teacher


def effect_of_passing(record: PracticeRecord, as_of: date) -> list[str]:
    """One sentence for each window it touches: hours before and after, and the standing if it changes."""
    known = evaluate_teacher(record.teacher_id, as_of)
    if not known.evaluation.verdicts:
        return []
    own = str(record.id)
    passed = [replace(one, status=RecordStatus.APPROVED) if one.id == own else one for one in known.records]
    after = evaluate(load_law(), known.school, known.teacher, passed, as_of)
    pairs = zip(_shown(known.evaluation), _shown(after), strict=True)
    touched = [(one, other) for one, other in pairs if _touches(other, own)]
    return [_sentence(one, other, own) for one, other in touched] or ["通过后不改变现在的达标情况"]


def _shown(evaluation: Evaluation) -> list[Verdict]:
    """The verdicts a page shows first, and earlier years."""
    lines = headline(evaluation)
    return [verdict for verdict in (lines.year, *lines.past, lines.five) if verdict is not None]


def _touches(verdict: Verdict, own: str) -> bool:
    credited = any(one.record_id == own for one in verdict.records)
    return credited or any(one.record_id == own for one in verdict.excluded)


def _sentence(before: Verdict, after: Verdict, own: str) -> str:
    span = "近五年" if after.rule.window is RuleWindow.FIVE_YEARS else year_name(after.window)
    excluded = {one.record_id: one.reason for one in after.excluded}
    if own in excluded:
        return f"{span}：不增加（{words.EXCLUSION[excluded[own]]}）"
    text = f"{span}：{words.hours(before.credited)} → {words.hours(after.credited)}"
    text += f" / {words.hours(after.required)} 小时" if after.required is not None else " 小时"
    if before.standing is not after.standing:
        return f"{text}，{words.STANDING[before.standing]} → {words.STANDING[after.standing]}"
    return f"{text}，{words.STANDING[after.standing]}"
