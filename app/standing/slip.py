"""What a record would credit and change, told while its form is being filled in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from app.domain import words
from app.domain.early_flags import flags_while_writing
from app.domain.facts import DAY_CAP, Record, RecordStatus
from app.domain.outcome import Verdict
from app.domain.timeline import Desk, credited_days, desk
from app.domain.worksheet import Line, worksheet_line
from app.practice.flag_wording import flag_words
from app.practice.page import days_of_fact, estimate_of_fact
from app.standing.effect import Effect, effect_of_passing
from app.standing.headline import headline, other_reading
from app.standing.page import why_excluded
from app.standing.queries import TeacherStanding, evaluate_teacher
from app.web.charts import DayKind

OVER = frozenset({RecordStatus.REJECTED, RecordStatus.REVOKED})
"""Records that will never count."""
LISTED_RUNS = 4


@dataclass(frozen=True, slots=True)
class Meeting:
    """Another record on the same days."""

    record_id: str
    name: str
    status: RecordStatus
    days: tuple[date, ...]
    then: str
    """How the days count once it passes too; empty where nothing is lost by that, or it has passed."""

    @property
    def who(self) -> str:
        joint = "" if self.status is RecordStatus.DRAFT else "的"
        return f"{words.RECORD_STATUS[self.status]}{joint}“{self.name}”"

    @property
    def said(self) -> str:
        found = words.day_runs(self.days)
        listed = "、".join(found[:LISTED_RUNS]) + ("等" if len(found) > LISTED_RUNS else "")
        status = words.RECORD_STATUS[self.status]
        then = f"；那条也通过时{self.then}" if self.then else ""
        return f"与“{self.name}”（{status}）同日 {len(self.days)} 天：{listed}{then}"


@dataclass(frozen=True, slots=True)
class Slip:
    """Counts are days; sums are half-hours."""

    record: Record
    as_of: date
    effect: Effect
    days: tuple[date, ...]
    """Days attended."""
    half_hours: int
    """Of all attended days."""
    estimate: str
    """Said behind days and hours that hang on holidays not known yet; empty where they are known."""
    line: Line | None
    """What it is credited in the window that credits it most; None where it touches no window."""
    meetings: tuple[Meeting, ...]
    notes: tuple[str, ...]
    flags: tuple[str, ...]
    """What reviewers will be shown of its days."""
    readings: tuple[str, ...]
    """Other readings of the same five years, once it is passed."""
    months: tuple[tuple[int, int, dict[date, DayKind]], ...]

    @property
    def all_credited(self) -> bool:
        return self.line is not None and self.line.credited == self.half_hours

    @property
    def contested(self) -> str:
        """Days that may yet be another record's, in a sentence; empty where there are none."""
        found = [meeting for meeting in self.meetings if meeting.then]
        if not found:
            return ""
        days = len({day for meeting in found for day in meeting.days})
        who = found[0].who if len(found) == 1 else "还没有通过的其他记录"
        return f"其中 {days} 天与{who}同日；{'那条' if len(found) == 1 else '那些'}也通过时{found[0].then}"

    @property
    def kinds(self) -> frozenset[DayKind]:
        """The kinds of days in the calendars, for their legend."""
        return frozenset(kind for _, _, days in self.months for kind in days.values())


def slip_of(teacher_id: int, record: Record, today: date) -> Slip:
    """Judge with the record passed: today, or on its last day while that is to come."""
    as_of = max(today, record.last_day)
    known = evaluate_teacher(teacher_id, as_of)
    effect = effect_of_passing(known, record)
    days = days_of_fact(record, known.school, today)
    found = laid_out(known, effect, record)
    line, by_day = (found[0], _kinds(found[1], record)) if found else (None, {})
    five, hired_on = headline(effect.after), known.teacher.hired_on
    return Slip(
        record=record,
        as_of=as_of,
        effect=effect,
        days=tuple(days),
        half_hours=len(days) * record.half_hours,
        estimate=estimate_of_fact(record, known.school, today),
        line=line,
        meetings=tuple(meetings_with(known, record, days, today)),
        notes=tuple(_notes(line)) if line else (),
        flags=tuple(
            flag_words(flag, hired_on=hired_on)
            for flag in flags_while_writing(known.law.calendar, record, hired_on, known.teacher.leaves, today)
        ),
        readings=tuple(other_reading(one) for one in five.readings) if effect.touched else (),
        months=_months(days, by_day),
    )


def _credited_in(verdict: Verdict, record: Record) -> int:
    return dict(verdict.records).get(record.id, 0)


def most_credited(effect: Effect, record: Record) -> Verdict | None:
    """The verdict that credits a passing record most; None where it touches no window."""
    return max(effect.touched, key=lambda one: _credited_in(one, record), default=None)


def laid_out(known: TeacherStanding, effect: Effect, record: Record) -> tuple[Line, Desk] | None:
    """A passing record in the window that credits it most; None where it touches no window."""
    verdict = most_credited(effect, record)
    if verdict is None:
        return None
    law, as_of = known.law, effect.after.as_of
    found = desk(law, known.school, known.teacher, effect.records, verdict, as_of=as_of)
    n = next(n for n, one in enumerate(found.claims.records) if one.id == record.id)
    return worksheet_line(law.calendar, found, n, verdict, as_of), found


def _kinds(found: Desk, record: Record) -> dict[date, DayKind]:
    """The days on which somebody credits something, seen from the record."""
    by_record = credited_days(found)
    kinds: dict[date, DayKind] = {day: "overlap" for days in by_record.values() for day in days}
    for day, half_hours in by_record.get(record.id, {}).items():
        if half_hours == record.half_hours:
            kinds[day] = "credited" if half_hours == DAY_CAP else "half"
    return kinds


def _months(
    days: Iterable[date], kinds: dict[date, DayKind]
) -> tuple[tuple[int, int, dict[date, DayKind]], ...]:
    return tuple(
        (year, month, {day: kinds.get(day, "excluded") for day in found})
        for (year, month), found in groupby(days, key=lambda day: (day.year, day.month))
    )


def meetings_with(
    known: TeacherStanding, record: Record, days: Iterable[date], today: date
) -> Iterable[Meeting]:
    """Other records of the teacher on days that one attends."""
    own = frozenset(days)
    for other in known.records:
        apart = other.last_day < record.first_day or other.first_day > record.last_day
        if apart or other.id == record.id or other.status in OVER:
            continue
        shared = own.intersection(days_of_fact(other, known.school, today))
        if shared:
            name = str(known.names[other.id])
            yield Meeting(other.id, name, other.status, tuple(sorted(shared)), _then(record, other))


def _then(record: Record, other: Record) -> str:
    if other.status is RecordStatus.APPROVED or record.half_hours + other.half_hours <= DAY_CAP:
        return ""
    if record.half_hours == other.half_hours == DAY_CAP:
        return "只计一次"
    return f"一天合计最多计 {DAY_CAP // 2} 小时"


def _notes(line: Line) -> list[str]:
    """Why it credits nothing or less; overlaps are told day by day elsewhere."""
    why = [why_excluded(line)] if line.reason else []
    return why + replace(line, reason=None, overlaps=()).notes()
