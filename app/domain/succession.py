"""How newer versions join the law. Nothing published is edited: what is later takes over from its day on.

* A version of a rule takes over from the version before it on its ``effective_from``; what it takes over
  from is read as ending the day before, and does not come back when the newer one ends.
* A row of the counting table replaces the row of the same form of practice from its day on; the other
  rows stay as they were.

A year that was judged before that day keeps what was in force then: see ``Law.counting_on`` and ``plan``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from app.domain.rules import CountingRow, CountingTable, Law, Rule

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RowsFrom:
    """Rows of the counting table as they read from a day on, and the version of the table they make."""

    version: int
    dated: date
    rows: tuple[CountingRow, ...]


def joined(law: Law, rules: Iterable[Rule], changes: Iterable[RowsFrom]) -> Law:
    """The law with newer versions of rules, new rules, and rows that read otherwise from a day on."""
    return Law(
        rules=in_succession((*law.rules, *rules)),
        duties=law.duties,
        countings=_tables(law.countings, changes),
        calendar=law.calendar,
    )


def in_succession(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Rules by id, then date, each version ending before the next of its id begins."""
    ordered = sorted(rules, key=lambda rule: (rule.id, _begins(rule)))
    return (*(_until(rule, later) for rule, later in pairwise(ordered)), ordered[-1])


def _until(rule: Rule, later: Rule) -> Rule:
    ends = rule.effective_to or date.max
    if later.id != rule.id or ends < _begins(later):
        return rule
    return replace(rule, effective_to=_begins(later) - ONE_DAY)


def _begins(rule: Rule) -> date:
    return rule.effective_from or date.min


def _tables(tables: Sequence[CountingTable], changes: Iterable[RowsFrom]) -> tuple[CountingTable, ...]:
    """The tables in order of their days; changed rows stand in what was the newest table on their day."""
    found = list(tables)
    for change in sorted(changes, key=lambda change: (change.dated, change.version)):
        earlier = [table for table in found if table.dated <= change.dated]
        later = found[len(earlier) :]
        newest = earlier[-1] if earlier else later[0]
        kept = [row for old in newest.rows for row in _beside(old, change.rows)]
        table = CountingTable(change.version, change.dated, (*kept, *change.rows))
        found = [*earlier, table, *later]
    return tuple(found)


def _beside(old: CountingRow, new: Sequence[CountingRow]) -> list[CountingRow]:
    """What an older row still says next to newer ones."""
    taken = {host for row in new if row.venue is old.venue for host in row.hosts}
    left = [host for host in old.hosts if host not in taken]
    return [replace(old, host=host) for host in left] if taken else [old]
