"""One verdict as a clerk's worksheet: which record gave which hours, the sum, the ground, the conclusion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain import words
from app.domain.conclusion import arithmetic, citation_line, conclusion, remarks
from app.domain.facts import Record, School, Teacher
from app.domain.outcome import Evaluation, Verdict
from app.domain.rules import Law
from app.domain.timeline import desk
from app.domain.worksheet import Line, worksheet_line


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the arithmetic page prints, in order."""

    verdict: Verdict
    title: str
    citation: str
    words: str
    """The operative words of the rule."""
    window: str
    profile: str
    lines: tuple[Line, ...]
    """Records that credit, by first day."""
    excluded: tuple[Line, ...]
    """Records that touch the window and credit nothing."""
    arithmetic: tuple[str, ...]
    conclusion: str
    remarks: tuple[str, ...]


def explain(
    law: Law, school: School, teacher: Teacher, records: Iterable[Record], verdict: Verdict, *, as_of: date
) -> Explanation:
    """The worksheet of one verdict of an evaluation of the same facts on the same day."""
    found = desk(law, school, teacher, records, verdict, as_of=as_of)
    credited = dict(verdict.records)
    excluded = dict(verdict.excluded)
    lines = {
        record.id: worksheet_line(law.calendar, found, n, verdict, as_of)
        for n, record in enumerate(found.claims.records)
        if record.id in credited or record.id in excluded
    }
    rule, window = verdict.rule, verdict.window
    return Explanation(
        verdict=verdict,
        title=f"{words.RULE_WINDOW[rule.window]}：{rule.title}",
        citation=citation_line(rule),
        words=rule.citation.words,
        window=f"{window.first_day} 至 {window.last_day}，截至 {as_of}",
        profile=words.PROFILE[verdict.profile],
        lines=tuple(lines[record_id] for record_id in credited),
        excluded=tuple(lines[record_id] for record_id in excluded),
        arithmetic=arithmetic(verdict),
        conclusion=conclusion(verdict, as_of),
        remarks=remarks(verdict, as_of),
    )


def evaluation_text(
    law: Law, name: str, facts: tuple[School, Teacher, tuple[Record, ...]], evaluation: Evaluation
) -> str:
    """Each verdict with its arithmetic and ground, then conflicts and the gate, for a terminal."""
    school, teacher, records = facts
    lines = [f"{name}（截至 {evaluation.as_of}）", ""]
    for verdict in evaluation.verdicts:
        lines += _verdict_text(
            explain(law, school, teacher, records, verdict, as_of=evaluation.as_of), verdict.rule.id
        )
    lines += [
        f"口径不一：{conflict.met} 已达标，{conflict.not_met} 未达标" for conflict in evaluation.conflicts
    ]
    gate = evaluation.gate
    if gate is None:
        lines.append("认定依据：学校未设定")
    else:
        standing = words.STANDING[gate.standing] if gate.standing else "没有结论"
        lines.append(f"认定依据：{gate.rule}，{standing}，{'可以推荐' if gate.passes else '不能推荐'}")
    return "\n".join([*lines, ""])


def _verdict_text(sheet: Explanation, rule_id: str) -> list[str]:
    lines = [f"■ {rule_id}  {sheet.conclusion}"]
    lines += [f"  依据：{sheet.citation}", f"  原文：{sheet.words}"]
    lines += [f"  统计期：{sheet.window}", f"  折算口径：{sheet.profile}"]
    lines += [_line_text(line) for line in (*sheet.lines, *sheet.excluded)]
    lines += [f"  {line}" for line in (*sheet.arithmetic, *sheet.remarks)]
    return [*lines, ""]


def _line_text(line: Line) -> str:
    record, notes = line.record, line.notes()
    amount = "不计" if line.reason else f"{line.credited_days} 天 {words.hours(line.credited)} 小时"
    noted = f"（{'；'.join(notes)}）" if notes else ""
    span = f"{record.first_day} 至 {record.last_day}，{words.pattern(record.pattern)}"
    return f"  - {record.id}：{words.VENUE[record.venue]}，{span}：{amount}{noted}"
