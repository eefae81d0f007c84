"""Which verdicts a person looks at first, and what a page says beneath them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.by_when import ByWhen, Next, NextDate
from app.domain.by_when_words import drops_said, needed, short_date
from app.domain.conclusion import about_days, conclusion, year_name
from app.domain.outcome import Evaluation, Standing, Verdict
from app.domain.rules import Rule, RuleWindow

NOT_JUDGED = frozenset({Standing.NO_RULE, Standing.NOT_BOUND})
"""Outside every denominator: the rule asks nothing of the teacher."""
_NOTHING_SHORT = frozenset({Standing.EXEMPT, Standing.NOT_YET_DUE, Standing.NOT_BOUND})
"""Their sentences name no hours that lack, of which what waits could be a part."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One teacher's verdicts in the order in which a page shows them."""

    year: Verdict | None
    """The running year, as ``five``; where no rule of a year has a number, the one that only records it."""
    five: Verdict | None
    """The five years under the school's gating rule, else under the lowest and newest in force."""
    readings: tuple[Verdict, ...]
    """Rules in force that ask for another number of months in the same five years."""
    same: tuple[Verdict, ...]
    """Further rules in force on the five years that ask for the same."""
    other_years: tuple[Verdict, ...]
    """Further rules in force on the running year: a school may have entered one."""
    past: tuple[Verdict, ...]
    """Earlier years, the newest first."""
    unnumbered: tuple[Verdict, ...]
    simulated: tuple[Verdict, ...]

    @property
    def other_fives(self) -> tuple[Verdict, ...]:
        """The five years under every other rule, drafts too."""
        drafts = (one for one in self.simulated if one.rule.window is RuleWindow.FIVE_YEARS)
        return (*self.same, *self.readings, *drafts)

    @property
    def first_two(self) -> list[Verdict]:
        """The two big lines, as far as there are any: what asks, and by when, concerns these."""
        return [verdict for verdict in (self.year, self.five) if verdict]


def headline(evaluation: Evaluation) -> Headline:
    """Sort an evaluation for reading."""
    judged = [verdict for verdict in evaluation.verdicts if not verdict.simulated]
    years = [verdict for verdict in judged if verdict.rule.window is RuleWindow.YEAR]
    fives = [verdict for verdict in judged if verdict.rule.window is RuleWindow.FIVE_YEARS]
    gate = evaluation.gate.rule if evaluation.gate else None
    running = [verdict for verdict in years if verdict.window.last_day >= evaluation.as_of]
    unnumbered = [verdict for verdict in judged if verdict.rule.window is RuleWindow.NONE]
    year = min(running or unnumbered, key=lambda verdict: _first_to_read(verdict, gate), default=None)
    five = min(fives, key=lambda verdict: _first_to_read(verdict, gate), default=None)
    others = [verdict for verdict in fives if verdict is not five]
    return Headline(
        year=year,
        five=five,
        readings=tuple(verdict for verdict in others if five and verdict.required != five.required),
        same=tuple(verdict for verdict in others if five and verdict.required == five.required),
        other_years=tuple(verdict for verdict in running if verdict is not year),
        past=tuple(reversed([verdict for verdict in years if verdict not in running])),
        unnumbered=tuple(verdict for verdict in unnumbered if verdict is not year),
        simulated=tuple(verdict for verdict in evaluation.verdicts if verdict.simulated),
    )


def _first_to_read(verdict: Verdict, gate: str | None) -> tuple[bool, tuple[int, int]]:
    return verdict.rule.id != gate, first_of_rules(verdict.rule)


def first_of_rules(rule: Rule) -> tuple[int, int]:
    """How rules of one window follow each other where none of them decides: the lowest and newest first."""
    since = rule.effective_from or date.min
    return rule.minimum_months or 0, -since.toordinal()


def says(verdict: Verdict, as_of: date) -> str:
    """The sentence beneath a line: what follows, without the figures and the word that stand in it."""
    if verdict.standing is Standing.MET:
        return ""
    if verdict.standing is Standing.NO_RULE:
        return f"{verdict.rule.number}没有规定数量，只作记录。"
    sentence = conclusion(verdict, as_of).partition("：")[2]
    if verdict.pending and verdict.standing in _NOTHING_SHORT:
        sentence += f"另有 {about_days(verdict.pending, verdict.profile)}待审核。"
    return sentence


def by_when_says(verdict: Verdict, need: ByWhen | None, as_of: date) -> str:
    """The sentence beneath one of the two big lines: by when how much, where a day is still to come."""
    if need and need.since:
        return f"{says(verdict, as_of).rstrip('。')}，{short_date(need.since, as_of)}起已低于要求。"
    if need is None or need.deadline is None:
        return says(verdict, as_of)
    besides = verdict.pending and not need.in_review
    waiting = f"另有 {about_days(verdict.pending, verdict.profile)}待审核。" if besides else ""
    return needed(need, as_of) + waiting


def row_says(verdict: Verdict, drops: Mapping[str, ByWhen], as_of: date) -> str:
    """The sentence beside a line of a table: of rolling years that are met from when on they will not be."""
    need = drops.get(verdict.rule.id) if verdict.rolling and verdict.standing is Standing.MET else None
    return drops_said(need, as_of) if need else says(verdict, as_of)


def other_reading(verdict: Verdict) -> str:
    """Another reading of the same five years, in plain words."""
    cited = f"按 {verdict.rule.minimum_months} 个月口径（{verdict.rule.number}）"
    match verdict.standing:
        case Standing.MET:
            return f"{cited}已达标。"
        case Standing.EXEMPT:
            return f"{cited}已豁免。"
        case Standing.NOT_BOUND:
            return f"{cited}不适用。"
        case Standing.NOT_YET_DUE:
            return f"{cited}同样尚未起算。"
        case _:
            return f"{cited}还差 {about_days(verdict.shortfall or 0, verdict.profile)}。"


_DATE_WORDS = {
    (NextDate.ENDS, RuleWindow.YEAR): "今年的期限",
    (NextDate.ENDS, RuleWindow.FIVE_YEARS): "本五年周期的期限",
    (NextDate.CHANGES, RuleWindow.YEAR): "今年的期限",
    (NextDate.CHANGES, RuleWindow.FIVE_YEARS): "五年要求改变，将低于要求",
    (NextDate.DROPS, RuleWindow.FIVE_YEARS): "近五年将低于要求",
    (NextDate.FALLS_DUE, RuleWindow.YEAR): "首个完整年度的期限",
    (NextDate.FALLS_DUE, RuleWindow.FIVE_YEARS): "五年要求开始考核",
}
_OF_CYCLE = {
    NextDate.CHANGES: "本五年周期的期限",
    NextDate.FALLS_DUE: "首个完整五年周期的期限",
}
"""Where five years do not move with the day, these stand on a last day, too."""


_START_WORDS = {
    (NextDate.ENDS, RuleWindow.YEAR): "要补足今年，最晚开始",
    (NextDate.ENDS, RuleWindow.FIVE_YEARS): "要补足本周期，最晚开始",
    (NextDate.CHANGES, RuleWindow.YEAR): "要补足今年，最晚开始",
    (NextDate.CHANGES, RuleWindow.FIVE_YEARS): "要补足近五年，最晚开始",
    (NextDate.DROPS, RuleWindow.FIVE_YEARS): "要补足近五年，最晚开始",
    (NextDate.FALLS_DUE, RuleWindow.YEAR): "要完成首个年度，最晚开始",
    (NextDate.FALLS_DUE, RuleWindow.FIVE_YEARS): "要完成五年要求，最晚开始",
}


@dataclass(frozen=True, slots=True)
class ComingDate:
    """A day on which something changes of itself."""

    day: date
    words: str


def coming_dates(dates: Iterable[Next]) -> list[ComingDate]:
    """The next dates in words, the nearest first."""
    return sorted((ComingDate(one.deadline.day, _date_words(one)) for one in dates), key=lambda one: one.day)


def _date_words(one: Next) -> str:
    kind, window = one.deadline.kind, one.verdict.rule.window
    measure = one.deadline.changed.measure if one.deadline.changed else None
    if measure and window is RuleWindow.YEAR:
        if one.deadline.day == measure.first_day:
            return "改按年度要求认定"
        return f"{year_name(one.deadline.window)}的期限"
    of_cycle = window is RuleWindow.FIVE_YEARS and not one.verdict.rolling
    return _OF_CYCLE.get(kind, _DATE_WORDS[kind, window]) if of_cycle else _DATE_WORDS[kind, window]


def last_starts(needs: Iterable[ByWhen]) -> list[ComingDate]:
    """The last days on which to start with what is needed."""
    return [ComingDate(need.start_by, _start_words(need)) for need in needs if need.start_by]


def _start_words(need: ByWhen) -> str:
    if need.under_another and need.deadline and need.verdict.rule.window is RuleWindow.YEAR:
        return f"要补足 {year_name(need.deadline.window)}，最晚开始"
    return _START_WORDS[need.kind, need.verdict.rule.window]
