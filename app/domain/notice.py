"""How long a recommendation is put on public notice (公示) before it can be decided."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.calendar import Calendar
from app.domain.windows import ONE_DAY

MAX_NOTICE_DAYS = 30


class DayKind(StrEnum):
    """Which days of a notice are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """So many days; the day of posting is not counted."""

    days: int
    kind: DayKind

    def __str__(self) -> str:
        return f"{self.kind}-{self.days}"

    def last_day(self, posted: date, calendar: Calendar) -> date:
        """The last day of a notice posted on a day; what it is for can be decided from the day after."""
        day, left = posted, self.days
        while left:
            day += ONE_DAY
            left -= self.kind is DayKind.CALENDAR or calendar.is_workday(day)
        return day

    def latest_posting(self, before: date, calendar: Calendar) -> date:
        """The last working day on which a notice can be posted that is over before a day."""
        posted = before - (self.days + 1) * ONE_DAY
        while self.last_day(posted, calendar) >= before or not calendar.is_workday(posted):
            posted -= ONE_DAY
        return posted


DEFAULT_NOTICE = NoticePeriod(5, DayKind.WORKING)


def read_notice(text: str) -> NoticePeriod | None:
    """``working-5`` as a period; None for anything else."""
    kind, _, days = text.partition("-")
    if kind not in set(DayKind) or not days.isascii() or not days.isdigit() or len(days) > len("30"):
        return None
    period = NoticePeriod(int(days), DayKind(kind))
    return period if 1 <= period.days <= MAX_NOTICE_DAYS else None
