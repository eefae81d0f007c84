"""Of each rule how many met it, and the half-hours credited, in two frozen years."""

from dataclasses import dataclass
from typing import Any

from app.domain.outcome import Standing
from app.snapshots.picture import Picture


@dataclass(frozen=True, slots=True)
class RuleSum:
    """A rule's newest window over everybody: how many met it, and the half-hours credited."""

    rule: str
    titled: str
    met_before: int
    met_after: int
    credited_before: int
    credited_after: int
    changed: int
    """How many teachers stand otherwise."""


def rule_sums(before: Picture, after: Picture) -> tuple[RuleSum, ...]:
    """One for each rule that either of them judged by."""
    found: dict[str, list[int]] = {}
    for key in before.people.keys() | after.people.keys():
        was, now = (_newest(one.stored.get(key)) for one in (before, after))
        for rule in was.keys() | now.keys():
            sums = found.setdefault(rule, [0] * 5)
            old, new = was.get(rule), now.get(rule)
            for n, line in enumerate((old, new)):
                if line:
                    sums[n] += line["standing"] == Standing.MET
                    sums[2 + n] += line["credited"]
            sums[4] += bool(old and new and old["standing"] != new["standing"])
    titled = {
        one.id: one.citation.number or one.citation.title
        for picture in (before, after)
        for one in picture.ground.rules
    }
    return tuple(RuleSum(rule, titled[rule], *sums) for rule, sums in sorted(found.items()))


def _newest(stored: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Of each rule the line of its last window, as it is stored: to sum thousands nothing is thawed."""
    return {line["rule"]: line for line in stored["lines"]} if stored else {}
