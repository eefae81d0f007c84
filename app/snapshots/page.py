"""What the pages of frozen years show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from app.domain.outcome import Standing
from app.snapshots.compare import Changed, PersonChange
from app.snapshots.forms import Asked
from app.snapshots.models import Snapshot
from app.snapshots.moved import Moved, moved_since
from app.snapshots.queries import SchoolYear, snapshots_of, years_ended
from app.standing.coverage import Coverage
from app.standing.table import by_pinyin

Listed = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Those of a department's teachers who are asked for, with the two coverages of all of them."""

    department: str
    rows: tuple[Listed, ...]
    year: Coverage
    five: Coverage


@dataclass(frozen=True, slots=True)
class FrozenYear:
    """A year with its editions, the one that holds first."""

    editions: tuple[Snapshot, ...]
    moved: Moved

    @property
    def holds(self) -> Snapshot:
        return self.editions[0]


@dataclass(frozen=True, slots=True)
class Overview:
    """Every frozen year, and the years that could be."""

    frozen: tuple[FrozenYear, ...]
    open: tuple[SchoolYear, ...]


def overview(school_id: int, today: date) -> Overview:
    found = snapshots_of(school_id)
    frozen = tuple(
        FrozenYear(editions := tuple(held), moved_since(editions[0]))
        for _, held in groupby(found, key=lambda one: one.window)
    )
    known = {one.window for one in found}
    return Overview(frozen, tuple(one for one in years_ended(school_id, today) if one.window not in known))


def groups(rows: Iterable[Listed], asked: Asked) -> list[Group]:
    """By department, each by name; a department without anybody who is asked for has no rows."""
    ordered = sorted(rows, key=lambda row: (by_pinyin(row.department), by_pinyin(row.name)))
    found = []
    for department, held in groupby(ordered, key=lambda row: row.department):
        everybody = tuple(held)
        listed = tuple(row for row in everybody if _is_asked_for(row, asked))
        found.append(
            Group(department, listed, coverage_of(everybody, "year"), coverage_of(everybody, "five"))
        )
    return found


def _is_asked_for(row: Listed, asked: Asked) -> bool:
    return (
        asked.named(row.name, row.staff_number)
        and asked.department in {"", row.department}
        and asked.standing in {None, getattr(row, f"{asked.line}_standing")}
    )


def read_first(one: PersonChange, gate: str | None) -> tuple[list[Changed], list[Changed]]:
    """What is read first, the line that decides recommendations and the years; and the other five years.

    Drafts stand behind all that is in force.
    """
    lines = sorted(one.lines, key=lambda line: line.simulated)
    first = [line for line in lines if line.rule == gate]
    first += [line for line in lines if line.annual and line.rule != gate]
    first = first or lines[:1]
    return first, [line for line in lines if line not in first]


def coverage_of(rows: Sequence[Listed], line: str) -> Coverage:
    found = Counter(getattr(row, f"{line}_standing") for row in rows)
    return Coverage(len(rows), {one: number for one, number in found.items() if one}, found[None])


def coverage_counted(counts: Mapping[str, int]) -> Coverage:
    """The same from the numbers that a snapshot keeps."""
    known = {Standing(one): number for one, number in counts.items() if one != "none"}
    return Coverage(sum(counts.values()), known, counts.get("none", 0))
