"""The ledger: how many half-hours of each day are credited, and to which record.

A day is capped; where the cap bites, the earlier record keeps its hours. Overlaps, half days,
year ends and roll-off need no special case: they are sums over days.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from app.domain.facts import DAY_CAP


class Share(NamedTuple):
    """What one record claims or gets on each day of a set of days."""

    record_id: str
    half_hours: int
    days: int


class Ledger(NamedTuple):
    """Credited half-hours by day, and their split over the records."""

    levels: tuple[tuple[int, int], ...]
    """Half-hours, and the days that are credited exactly that many."""
    shares: tuple[Share, ...]

    @property
    def days(self) -> int:
        """The days on which anything is credited."""
        return reduce(or_, (days for _, days in self.levels), 0)

    def total(self, window: int) -> int:
        """Half-hours credited in a window."""
        total = 0
        for half_hours, days in self.levels:
            total += half_hours * (days & window).bit_count()
        return total

    def by_record(self, window: int) -> dict[str, int]:
        """Half-hours each record credits in a window; records that credit nothing are left out."""
        sums: dict[str, int] = {}
        for record_id, half_hours, days in self.shares:
            held = days & window
            if held:
                sums[record_id] = sums.get(record_id, 0) + half_hours * held.bit_count()
        return sums


EMPTY = Ledger((), ())


def fill(claims: Iterable[Share], onto: Ledger = EMPTY) -> Ledger:
    """Credit the claims in the order given, each day up to the cap, on top of another ledger."""
    used = dict(onto.levels)
    shares = list(onto.shares)
    taken = onto.days
    for claim in claims:
        record_id, half_hours, days = claim
        met = days & taken
        if met:
            shares += _beside(claim, used)
        free = days ^ met
        if free:
            shares.append(Share(record_id, half_hours, free) if met else claim)
            used[half_hours] = used.get(half_hours, 0) | free
            taken |= free
    return Ledger(tuple(used.items()), tuple(shares))


def _beside(claim: Share, used: dict[int, int]) -> list[Share]:
    """What a claim gets on the days that hold something already; ``used`` is brought up to date."""
    shares = []
    for level, held in list(used.items()):
        shared = held & claim.days
        left = min(claim.half_hours, DAY_CAP - level)
        if shared and left:
            shares.append(Share(claim.record_id, left, shared))
            used[level] ^= shared
            used[level + left] = used.get(level + left, 0) | shared
    return shares
