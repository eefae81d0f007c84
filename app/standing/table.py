"""A school's teachers as a table: who, where they stand, what comes next; filtered, sorted, summed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain import words
from app.domain.by_when import Next, NextDate, next_dates
from app.domain.gate import passes
from app.domain.outcome import Evaluation, Standing, Verdict
from app.standing.coming import Coming, coming_needs
from app.standing.forms import Filters
from app.standing.headline import NOT_JUDGED, ComingDate, Headline, coming_dates, headline
from app.standing.queries import SchoolAtOnce, usable_decisions
from app.standing.school_queries import Member

ORDER = tuple(
    Standing[name]
    for name in (
        "MET", "EXEMPT", "OPEN", "PENDING", "NEEDS_RULING", "NOT_MET", "NOT_YET_DUE", "NOT_BOUND", "NO_RULE",
    )
)  # fmt: skip
"""How states follow each other in a sentence, a bar and a sorted column."""


@dataclass(frozen=True, slots=True)
class Row:
    """One teacher with the verdicts a table shows."""

    member: Member
    lines: Headline
    coming: ComingDate | None
    passes: bool
    """The school's gating rule lets a recommendation pass."""
    drops_on: date | None = None
    """With all that is decided: from when on five years that are met will lack hours."""

    @property
    def reading(self) -> Verdict | None:
        """The other reading of the five years."""
        return self.lines.readings[-1] if self.lines.readings else None

    @property
    def other_reading(self) -> Verdict | None:
        """The same where it asks anything of the teacher."""
        return self.reading if self.reading and self.reading.standing not in NOT_JUDGED else None

    @property
    def provisional(self) -> bool:
        """Days were reckoned in years whose holidays are not known."""
        return any(verdict.provisional for verdict in self.lines.first_two)

    def standing(self, line: str) -> Standing | None:
        verdict = self.lines.year if line == "year" else self.lines.five
        return verdict.standing if verdict else None


def rows_of(members: Iterable[Member], evaluations: Mapping[int, Evaluation]) -> list[Row]:
    """Rows without next dates: a count needs none. Who came while the facts were read is in none of them."""
    judged = (member for member in members if member.teacher_id in evaluations)
    return [_row(member, evaluations[member.teacher_id]) for member in judged]


def dated_rows(
    members: Iterable[Member],
    evaluations: Mapping[int, Evaluation],
    known: SchoolAtOnce,
    comings: Sequence[Coming],
) -> list[Row]:
    """Rows with the nearest of the dates that the list by month names of the same facts."""
    usable = usable_decisions(known.law, known.decisions, known.as_of)
    rows = []
    for row in rows_of(members, evaluations):
        teacher_id = row.member.teacher_id
        facts = known.teachers[teacher_id], known.records.get(teacher_id, ())
        dates = next_dates(usable.law, usable.school, *facts, row.lines.first_two, as_of=known.as_of)
        changes = coming_needs(comings, *facts, evaluations[teacher_id])
        dates += [Next(one.verdict, one.deadline) for one in changes if one.deadline]
        coming = coming_dates(dates)
        rows.append(replace(row, coming=coming[0], drops_on=_drops_on(row, dates)) if coming else row)
    return rows


def _drops_on(row: Row, dates: Iterable[Next]) -> date | None:
    if row.standing("five") is not Standing.MET:
        return None
    kinds = {NextDate.DROPS, NextDate.CHANGES}
    days = (one.deadline.day for one in dates if one.verdict.rolling and one.deadline.kind in kinds)
    return min(days, default=None)


def _row(member: Member, evaluation: Evaluation) -> Row:
    return Row(member, headline(evaluation), None, passes(evaluation.gate))


def of_population(rows: Iterable[Row], asked: Filters) -> list[Row]:
    """The rows of a category, a department, a name: the denominator of a coverage."""
    return [
        row
        for row in rows
        if asked.category in {None, row.member.category}
        and asked.department_id in {None, row.member.department_id}
        and asked.named(row.member.name, row.member.staff_number)
    ]


def of_standing(rows: Iterable[Row], asked: Filters) -> list[Row]:
    return [row for row in rows if asked.standing in {None, row.standing(asked.line)}]


def by_pinyin(text: str) -> bytes:
    """Common Chinese characters stand in order of their sound in this old national code."""
    return text.encode("gb18030")


def _hours(verdict: Verdict | None) -> tuple[float, int]:
    """By how much of the requirement is there; nobody judged comes last."""
    if verdict is None or not verdict.required:
        return (-1, 0)
    return (verdict.credited / verdict.required, verdict.credited)


def _state(verdict: Verdict | None) -> int:
    return ORDER.index(verdict.standing) if verdict else len(ORDER)


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "name": lambda row: by_pinyin(row.member.name),
    "department": lambda row: by_pinyin(row.member.department),
    "category": lambda row: by_pinyin(words.CATEGORY[row.member.category]) if row.member.category else b"",
    "year": lambda row: _hours(row.lines.year),
    "year_state": lambda row: _state(row.lines.year),
    "five": lambda row: _hours(row.lines.five),
    "five_state": lambda row: _state(row.lines.five),
    "reading": lambda row: _hours(row.other_reading),
    "next": lambda row: row.coming.day if row.coming else date.max,
}


BLANKS: Mapping[str, Callable[[Row], bool]] = {
    "reading": lambda row: row.other_reading is None,
    "next": lambda row: row.coming is None,
}
"""Which rows have nothing in a column."""


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """Sorted by one column, and within it by name; ``-`` in front turns the column round.

    Whoever has no next date, or no other reading, stands last either way.
    """
    column = sort.removeprefix("-")
    named = sorted(rows, key=SORTS["name"])
    found = sorted(named, key=SORTS[column], reverse=sort.startswith("-"))
    blank = BLANKS.get(column)
    return sorted(found, key=blank) if blank else found


@dataclass(frozen=True, slots=True)
class Sums:
    """The foot of the table; hours as half-hours."""

    teachers: int
    year: int
    five: int
    short: int
    """What the five years lack of those who have not met them."""
    waiting: int
    """The same of those who will have met them once their records in review have passed."""


def sums(rows: Sequence[Row]) -> Sums:
    fives = [row.lines.five for row in rows if row.lines.five]
    return Sums(
        teachers=len(rows),
        year=sum(row.lines.year.credited for row in rows if row.lines.year),
        five=sum(verdict.credited for verdict in fives),
        short=_short(fives, Standing.NOT_MET),
        waiting=_short(fives, Standing.PENDING),
    )


def _short(verdicts: Iterable[Verdict], standing: Standing) -> int:
    return sum(one.shortfall or 0 for one in verdicts if one.standing is standing)
