"""One verdict as a clerk's worksheet: which record gave which hours, the sum, the ground, the conclusion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain import words
from app.domain.by_when import by_when
from app.domain.by_when_words import needed
from app.domain.conclusion import (
    arithmetic,
    chinese_date,
    citation_line,
    conclusion,
    remarks,
    titled,
    year_name,
)
from app.domain.facts import Record, School, Teacher
from app.domain.outcome import Evaluation, Verdict
from app.domain.rules import Law, RuleWindow
from app.domain.timeline import desk
from app.domain.worksheet import Line, worksheet_line
from app.domain.written import written


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
    by_when: str
    """What is still needed until when; empty where nothing is, or where the day has passed."""
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
    needs = by_when(law, school, teacher, found.claims.records, [verdict], as_of=as_of)
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
        by_when="".join(needed(need, as_of) for need in needs if need.deadline),
        remarks=remarks(verdict, as_of),
    )


def evaluation_text(
    law: Law, name: str, facts: tuple[School, Teacher, tuple[Record, ...]], evaluation: Evaluation
) -> str:
    """Each verdict with its arithmetic and ground, then conflicts and the gate, for a terminal."""
    school, teacher, records = facts
    as_of = evaluation.as_of
    lines = [f"{name}（截至 {as_of}）", ""]
    for verdict in evaluation.verdicts:
        lines += _verdict_text(explain(law, school, teacher, records, verdict, as_of=as_of))
    by_id = {verdict.rule.id: verdict for verdict in evaluation.verdicts}
    lines += [_conflict_text(by_id[one.met], by_id[one.not_met]) for one in evaluation.conflicts]
    gate = evaluation.gate
    if gate is None:
        lines.append("认定依据：学校未设定，以上结果都只供参考。")
    else:
        standing = words.STANDING[gate.standing] if gate.standing else "没有结论"
        rule = law.version_on(gate.rule, as_of)
        assert rule is not None  # or nothing could have been judged by it
        lines.append(
            f"认定依据：{gate.rule}，{standing}，{'可以推荐' if gate.passes else '不能推荐'}。"
            f"学校以{titled(rule.title, rule.number)}为准。"
        )
    return "\n".join([*lines, ""])


def _verdict_text(sheet: Explanation) -> list[str]:
    verdict = sheet.verdict
    year = f"（{year_name(verdict.window)}）" if verdict.rule.window is RuleWindow.YEAR else ""
    lines = [f"■ {verdict.rule.id}{year}  {sheet.conclusion}"]
    lines += [f"  依据：{sheet.citation}", f"  原文：「{sheet.words}」"]
    lines += [f"  统计期：{sheet.window}", f"  折算口径：{sheet.profile}（文件没有规定，由学校决定）"]
    if verdict.bound_from:
        lines.append(f"  适用：自 {chinese_date(verdict.bound_from)}起适用于本人")
    if not sheet.lines and not sheet.excluded:
        lines.append("  统计期内没有记录。")
    lines += [_line_text(line) for line in (*sheet.lines, *sheet.excluded)]
    lines += [f"  {line}" for line in (*sheet.arithmetic, *sheet.remarks)]
    if sheet.by_when:
        lines.append(f"  下一步：{sheet.by_when}")
    return [*lines, ""]


def _line_text(line: Line) -> str:
    record = line.record
    amount = "不计" if line.reason else f"计 {line.credited_days} 天 {words.hours(line.credited)} 小时"
    span = f"{record.first_day} 至 {record.last_day}，{words.pattern(record.pattern)}"
    return f"  - {record.id}：{words.VENUE[record.venue]}，{span}：{amount}。{written(line)}"


def _conflict_text(met: Verdict, other: Verdict) -> str:
    asked = "，".join(
        f"{titled(rule.title, rule.number)}要求 {rule.minimum_months} 个月" for rule in (met.rule, other.rule)
    )
    return (
        f"口径不一：{met.rule.id} 已达标，{other.rule.id} {words.STANDING[other.standing]}。"
        f"{asked}；没有见到文件写明废止其中任何一份，所以都列出来。"
    )
