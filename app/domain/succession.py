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
class RowFrom:
    """A row of the counting table as it reads from a day on, with the version of the table it makes."""

    version: int
    dated: date
    row: CountingRow


def joined(law: Law, rules: Iterable[Rule], rows: Iterable[RowFrom]) -> Law:
    """The law with newer versions of rules, new rules, and rows that read otherwise from a day on."""
    return Law(
        rules=in_succession((*law.rules, *rules)),
        duties=law.duties,
        countings=_tables(law.countings, rows),
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


def _tables(tables: Sequence[CountingTable], rows: Iterable[RowFrom]) -> tuple[CountingTable, ...]:
    """Each row makes a new table out of the newest; rows of one day make one."""
    found = list(tables)
    for added in sorted(rows, key=lambda added: (added.dated, added.version)):
        newest = found.pop() if found[-1].dated == added.dated else found[-1]
        kept = [row for old in newest.rows for row in _beside(old, added.row)]
        version = max(newest.version, added.version)
        found.append(CountingTable(version, added.dated, (*kept, added.row)))
    return tuple(found)


def _beside(old: CountingRow, new: CountingRow) -> list[CountingRow]:
    """What an older row still says next to a newer one."""
    if old.venue is not new.venue:
        return [old]
    left = [host for host in old.hosts if host not in new.hosts]
    return [old] if len(left) == len(old.hosts) else [replace(old, host=host) for host in left]
