"""How many of a school's teachers have met a line, of how many whom it binds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain import words
from app.domain.outcome import Standing
from app.standing.headline import NOT_JUDGED
from app.standing.table import ORDER, Row
from app.web.charts import StackedPart

Tone = Literal["ok", "wait", "bad", "plain"]
TONES: Mapping[Standing, Tone] = {
    Standing.MET: "ok",
    Standing.EXEMPT: "plain",
    Standing.OPEN: "plain",
    Standing.PENDING: "wait",
    Standing.NEEDS_RULING: "wait",
    Standing.NOT_MET: "bad",
    Standing.NOT_YET_DUE: "plain",
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those whom a rule binds have met it."""

    total: int
    counts: Mapping[Standing, int]
    without: int
    """Teachers without any verdict on this line."""

    @property
    def met(self) -> int:
        return self.counts.get(Standing.MET, 0)

    @property
    def bound(self) -> int:
        """The denominator."""
        return self.total - self.without - sum(self.counts.get(standing, 0) for standing in NOT_JUDGED)

    @property
    def denominator(self) -> str:
        """Whom it holds: everybody bound, though some have no result yet, or need none.

        Empty where it is everybody, each with a result.
        """
        rest = Standing.NOT_YET_DUE, Standing.EXEMPT
        among = [f"{words.STANDING[one]}的 {self.counts[one]} 人" for one in rest if self.counts.get(one)]
        held = f"，也包括{'、'.join(among)}" if among else ""
        outside = self.total - self.bound
        if not among and not outside:
            return ""
        left_out = f"；另外 {outside} 人不受约束，不计入分母" if outside else ""
        return f"，分母是受这项要求约束的 {self.bound} 人{held}{left_out}"

    @property
    def share(self) -> str:
        return f"{100 * self.met / self.bound:.1f}%" if self.bound else "—"

    @property
    def parts(self) -> list[tuple[Standing, int]]:
        """The parts of the denominator that are not empty, in order."""
        return [
            (standing, self.counts[standing])
            for standing in ORDER
            if standing not in NOT_JUDGED and self.counts.get(standing)
        ]

    @property
    def stacked(self) -> list[StackedPart]:
        """The parts as a bar draws them."""
        return [
            StackedPart(words.STANDING[standing], number, TONES[standing]) for standing, number in self.parts
        ]


def coverage(rows: Sequence[Row], line: str) -> Coverage:
    found = Counter(row.standing(line) for row in rows)
    counts = {standing: number for standing, number in found.items() if standing}
    return Coverage(len(rows), counts, found[None])
