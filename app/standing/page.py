"""What the page of one teacher shows, ready to be written down."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain import words
from app.domain.below import told_since
from app.domain.by_when import ByWhen, Next, by_when
from app.domain.conclusion import chinese_date
from app.domain.duties import duties_of
from app.domain.explain import Explanation, explain
from app.domain.facts import Leave, RecordStatus, WindowKind
from app.domain.gate import deciding
from app.domain.outcome import ExclusionReason, Standing, Verdict
from app.domain.rules import Duty, RuleWindow
from app.domain.timeline import desk, leaving
from app.domain.windows import entry_on
from app.domain.worksheet import Line
from app.schools.defaults import BEGINNING
from app.standing.coming import coming_decisions, coming_needs
from app.standing.headline import ComingDate, Headline, coming_dates, headline, last_starts
from app.standing.queries import TeacherStanding
from app.web.charts import BarState, TimelineBar

SOON = timedelta(days=183)
"""How far ahead the page looks for hours that leave the five years."""
NOT_DRAWN = frozenset({ExclusionReason.NOT_SUBMITTED, ExclusionReason.NOT_APPROVED})
"""Records that claim nothing now; the worksheet lists them."""
BY_TABLE = frozenset({ExclusionReason.DOES_NOT_COUNT, ExclusionReason.NEEDS_RULING})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Texts in force that lead to different results."""

    met: tuple[Verdict, ...]
    other: Verdict


@dataclass(frozen=True, slots=True)
class RollOff:
    """Credited half-hours that leave the five years soon."""

    first_day: date
    half_hours: int


@dataclass(frozen=True, slots=True)
class TeacherPage:
    """The page of one teacher on one day."""

    found: TeacherStanding
    lines: Headline
    duties: tuple[Duty, ...]
    """What is asked without a number: cited, never judged."""
    needs: Mapping[str, ByWhen]
    """What the two big lines need by when, by rule id."""
    drops: Mapping[str, ByWhen]
    """What every rolling line that is met will need, by rule id."""
    changes: list[ByWhen]
    """What the lines need that a decision confirmed for a coming day puts in their place."""
    coming: list[ComingDate]
    bars: list[TimelineBar]
    leaving_before: date | None
    """Days before this one leave the five years soon."""
    roll_off: RollOff | None
    disagreements: list[Disagreement]
    incomplete: str | None
    deciding: Verdict | None
    """The verdict of the school's gating rule."""

    @property
    def waiting(self) -> Counter[RecordStatus]:
        return Counter(record.status for record in self.found.records)


def teacher_page(found: TeacherStanding, href: Callable[[str], str]) -> TeacherPage:
    """Lay out a teacher's verdicts; ``href`` gives the address of a record's page."""
    evaluation = found.evaluation
    lines = headline(evaluation)
    five = lines.five
    rolling = five is not None and found.school.window is WindowKind.ROLLING
    leaving_before = five.window.first_day + SOON if five and rolling else None
    facts = found.law, found.school, found.teacher, found.records
    others = [one for one in lines.other_fives if one.rolling and one.standing is Standing.MET]
    every = by_when(*facts, [*lines.first_two, *others], as_of=evaluation.as_of)
    needs = [need for need in every if need.verdict not in others]
    needs = told_since(*facts, needs, as_of=evaluation.as_of, complete_from=found.complete_from)
    comings = coming_decisions(found.school_id, found.law, evaluation.as_of)
    changes = coming_needs(comings, found.teacher, found.records, evaluation)
    dates = [Next(need.verdict, need.deadline) for need in (*needs, *changes) if need.deadline]
    told = {need.start_by for need in needs}
    starts = [*needs, *(one for one in changes if not (one.of_gate_year and one.start_by in told))]
    coming = [*coming_dates(dates), *last_starts(starts)]
    by_rule, gate = {verdict.rule.id: verdict for verdict in evaluation.verdicts}, evaluation.gate
    return TeacherPage(
        found=found,
        lines=lines,
        duties=duties_of(found.law, found.school, found.teacher, evaluation.as_of),
        needs={need.verdict.rule.id: need for need in needs},
        drops={need.verdict.rule.id: need for need in every if need.verdict.rolling},
        changes=changes,
        coming=sorted(coming, key=lambda one: one.day),
        bars=_bars(found, five, leaving_before, href) if five else [],
        leaving_before=leaving_before,
        roll_off=_roll_off(found, five) if five and rolling else None,
        disagreements=[
            Disagreement(
                tuple(by_rule[one.met] for one in evaluation.conflicts if one.not_met == other),
                by_rule[other],
            )
            for other in sorted({conflict.not_met for conflict in evaluation.conflicts})
        ],
        incomplete=incomplete(found.complete_from, five.window.first_day if five else evaluation.as_of),
        deciding=(deciding(gate.rule, evaluation.verdicts) or by_rule.get(gate.rule)) if gate else None,
    )


def incomplete(complete_from: date | None, first_day: date) -> str | None:
    """What to say until HR has confirmed that the history is in."""
    if complete_from is None:
        return "此前记录未录入：人事处还没有确认历史记录已经录全，下面的小时数可能偏少。"
    if complete_from > first_day:
        return f"{chinese_date(complete_from)}之前的记录未录入，下面的小时数可能偏少。"
    return None


def _bars(
    found: TeacherStanding, five: Verdict, leaving_before: date | None, href: Callable[[str], str]
) -> list[TimelineBar]:
    reasons = dict(five.excluded)
    shown = {credit.record_id for credit in five.records}
    shown |= {record_id for record_id, reason in reasons.items() if reason not in NOT_DRAWN}
    return [
        TimelineBar(
            first_day=max(record.first_day, five.window.first_day),
            last_day=min(record.last_day, five.window.last_day),
            label=str(found.names[record.id]),
            venue_label=words.VENUE[record.venue],
            state=_state(reasons.get(record.id)),
            leaving=leaving_before is not None and record.first_day < leaving_before,
            href=href(record.id),
        )
        for record in found.records
        if record.id in shown
    ]


def _state(reason: ExclusionReason | None) -> BarState:
    if reason is None:
        return "approved"
    return "pending" if reason is ExclusionReason.PENDING else "excluded"


def _roll_off(found: TeacherStanding, five: Verdict) -> RollOff | None:
    as_of = found.evaluation.as_of
    at = desk(found.law, found.school, found.teacher, found.records, five, as_of=as_of)
    coming = leaving(at, as_of, SOON)
    if not coming:
        return None
    return RollOff(coming[0][0], sum(half_hours for _, half_hours in coming))


def rulings_of(verdict: Verdict) -> list[str]:
    """The numbers of the rulings a verdict rests on."""
    of_the_year = {one for one in (verdict.ruling, verdict.refused, verdict.other_days) if one}
    return sorted({one.ruling for one in verdict.decided} | of_the_year)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One verdict with its arithmetic."""

    sheet: Explanation
    profile_from: date | None
    """Since when the school reads a month that way; None by default."""
    leaves: tuple[Leave, ...]
    """Those that touch the year: of five years a leave changes nothing."""

    @property
    def verdict(self) -> Verdict:
        return self.sheet.verdict

    @property
    def rulings(self) -> list[str]:
        """The numbers of the rulings it rests on."""
        return rulings_of(self.verdict)


def why_excluded(line: Line) -> str:
    """Why a record credits nothing, with the ground where the counting table says so."""
    if line.reason is None:
        return ""
    said = line.why
    if line.ruling:
        return f"{said}（{line.ruled}）"
    if line.reason in BY_TABLE:
        said += f"（{line.row.ground}）" if line.row else "（计入表没有列出这种组合）"
    return said


def worksheet(found: TeacherStanding, verdict: Verdict) -> Worksheet:
    as_of = found.evaluation.as_of
    sheet = explain(found.law, found.school, found.teacher, found.records, verdict, as_of=as_of)
    entry = entry_on(found.school.profiles, min(verdict.window.last_day, as_of))
    since = entry.first_day if entry and entry.first_day > BEGINNING else None
    return Worksheet(sheet, since, _leaves_of_year(found, verdict))


def _leaves_of_year(found: TeacherStanding, verdict: Verdict) -> tuple[Leave, ...]:
    if verdict.rule.window is not RuleWindow.YEAR:
        return ()
    first_day, last_day = verdict.window
    leaves = found.teacher.leaves
    return tuple(one for one in leaves if one.first_day <= last_day and one.last_day >= first_day)


def find_verdict(found: TeacherStanding, rule: str, first_day: date) -> Verdict | None:
    """The verdict of an address; of a window that moves with the day, the one of today."""
    of_rule = [verdict for verdict in found.evaluation.verdicts if verdict.rule.id == rule]
    for verdict in of_rule:
        if verdict.window.first_day == first_day or verdict.rule.window is not RuleWindow.YEAR:
            return verdict
    return None
