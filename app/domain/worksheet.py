"""One record on the worksheet of a verdict: its days, its hours, and what was left out of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.domain import words
from app.domain.calendar import Calendar
from app.domain.days import DayRange, attendance
from app.domain.facts import DAY_CAP, NamedPattern, Profile, Record
from app.domain.outcome import ExclusionReason, Verdict
from app.domain.rules import CountingRow
from app.domain.timeline import Desk

_CLAIMS = frozenset({None, ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP})
"""Reasons under which a record stood in line for hours."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """An earlier record that had already filled days of this one."""

    record_id: str
    days: int


@dataclass(frozen=True, slots=True)
class Line:
    """One record; counts are days, ``credited`` and ``lost`` are half-hours."""

    record: Record
    span: int
    resting: int
    """Days of the span that are neither attended nor noted as absent."""
    holidays: tuple[tuple[str, int], ...]
    """Of these, those in official holidays: name and days."""
    every_day: bool
    """The school's reading takes every day of the span, whatever the pattern says."""
    attended: int
    outside: int
    """Attended days outside the window."""
    before_hire: int
    """Attended days of the window before the teacher was hired."""
    after_as_of: int
    """Attended days of the window, since then, after the as-of date."""
    waiting: int
    """Attended days of the window that wait for a ruling although others count."""
    credited_days: int
    credited: int
    lost: int
    """Half-hours that the cap took."""
    overlaps: tuple[Overlap, ...]
    reason: ExclusionReason | None
    """Why it credits nothing; None where it does."""
    row: CountingRow | None
    """What the table in force says of this form of practice; None where it does not list it."""

    @property
    def claimed_days(self) -> int:
        """Days for which it stood in line for hours, before the cap."""
        return (self.credited + self.lost) // self.record.half_hours

    @property
    def not_counted(self) -> int:
        """Attended days, left out for no reason given above, of a form that does not count."""
        given = self.outside + self.before_hire + self.after_as_of + self.waiting + self.claimed_days
        return self.attended - given

    ruling: str | None
    """The id of the ruling because of which it counts, or does not."""

    @property
    def ruled(self) -> str:
        """What the school has ruled, with the number of the ruling."""
        return f"裁定 {self.ruling}：{'不计入' if self.reason else '计入'}" if self.ruling else ""

    @property
    def why(self) -> str:
        """The reason in words; of a record that was turned down, how it stands."""
        if self.reason is ExclusionReason.NOT_APPROVED:
            return words.RECORD_STATUS[self.record.status]
        return words.EXCLUSION[self.reason] if self.reason else ""

    def notes(self, label: Callable[[str], str] = str) -> list[str]:
        """What a reader must know of the record; ``label`` says how another record is called."""
        found = [self.why] if self.reason else []
        found += [self.ruled] if self.ruling else []
        counted = (
            (self.resting, "休息 {} 天" if isinstance(self.record.pattern, NamedPattern) else "不去 {} 天"),
            (len(self.record.absent), "缺勤 {} 天"),
            (self.outside, "{} 个出勤日在统计期以外"),
            (self.before_hire, "{} 个出勤日在入职以前"),
            (self.after_as_of, "{} 个出勤日在截至日以后"),
            (self.waiting, "{} 天是否计入待学校裁定"),
        )
        found += [sentence.format(days) for days, sentence in counted if days]
        found += [
            f"与“{label(overlap.record_id)}”有 {overlap.days} 天同日，一天最多计 {DAY_CAP // 2} 小时"
            for overlap in self.overlaps
        ]
        return found


def worksheet_line(calendar: Calendar, desk: Desk, n: int, verdict: Verdict, as_of: date) -> Line:
    """The line of the n-th record."""
    record = desk.claims.records[n]
    own = DayRange(calendar, record.first_day, record.last_day)
    attended = attendance(record, verdict.profile, own)
    inside = attended & own.between(*verdict.window)
    employed = own.between(desk.hired_on, date.max)
    reason = dict(verdict.excluded).get(record.id)
    claimed = desk.account.claimed[n] & desk.window if reason in _CLAIMS else 0
    shares = [
        (share.half_hours, share.days & desk.window)
        for share in desk.account.credited.shares
        if share.record_id == record.id
    ]
    credited = sum(half_hours * days.bit_count() for half_hours, days in shares)
    for half_hours, days in shares:
        if half_hours == record.half_hours:
            claimed &= ~days
    lost = record.half_hours * claimed.bit_count()
    lost -= sum(
        half_hours * days.bit_count() for half_hours, days in shares if half_hours < record.half_hours
    )
    resting = frozenset(own.dates(own.everything & ~attended)) - record.absent
    return Line(
        record=record,
        span=own.everything.bit_count(),
        resting=len(resting),
        holidays=tuple(calendar.holidays_among(resting).items()),
        every_day=verdict.profile is Profile.CAL30 and record.pattern is NamedPattern.WORKDAYS,
        attended=attended.bit_count(),
        outside=(attended & ~inside).bit_count(),
        before_hire=(inside & ~employed).bit_count(),
        after_as_of=(inside & employed & ~own.between(date.min, as_of)).bit_count(),
        waiting=(desk.account.undecided_days[n] & desk.window).bit_count() if credited else 0,
        credited_days=sum(days.bit_count() for _, days in shares),
        credited=credited,
        lost=lost,
        overlaps=_overlaps(desk, n, claimed),
        reason=reason,
        row=desk.counting.row(record.venue, record.host),
        ruling=dict(verdict.decided).get(record.id),
    )


def _overlaps(desk: Desk, n: int, cut: int) -> tuple[Overlap, ...]:
    """The earlier records that stand on days where a record got less than it claimed."""
    earlier = {other.id for other in desk.claims.records[:n]}
    days: dict[str, int] = {}
    for share in desk.account.credited.shares:
        if share.record_id in earlier and share.days & cut:
            days[share.record_id] = days.get(share.record_id, 0) | (share.days & cut)
    return tuple(Overlap(record_id, met.bit_count()) for record_id, met in days.items())
