"""What is wrong with a record as written: one answer for the form and for the operation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain import words
from app.domain.facts import DAY_CAP, MAX_SPAN_DAYS, Venue
from app.domain.sites import FORMS_OF_SITE
from app.domain.windows import same_day_in_years
from app.practice.models import PatternKind, RecordKind
from app.venues.models import Site


class ProblemsError(Exception):
    """What is written stands in the way; ``problems`` says by field what is wrong, in Chinese."""

    def __init__(self, found: dict[str, str]) -> None:
        super().__init__("；".join(found.values()))
        self.problems = found


@dataclass(frozen=True, slots=True)
class Written:
    """A record as a person writes it; ``weekdays`` are ISO numbers in order, e.g. ``123``."""

    kind: RecordKind
    site: Site
    venue: Venue
    first_day: date
    last_day: date
    pattern: PatternKind = PatternKind.WORKDAYS
    weekdays: str = ""
    half_hours: int = DAY_CAP
    absent: frozenset[date] = frozenset()
    attended_rest_days: frozenset[date] = frozenset()
    post: str = ""
    tasks: str = ""
    class_title: str = ""
    organiser: str = ""
    certificate_number: str = ""
    training_hours: int | None = None


def earliest(today: date) -> date:
    """Before this day nothing can have begun that somebody still writes down."""
    return date(today.year - 60, 1, 1)


def latest(today: date, years_ahead: int = 1) -> date:
    """After this day nothing can end that somebody writes down already, or imagines."""
    return same_day_in_years(today, years_ahead)


def problems(written: Written, *, school_id: int, today: date, years_ahead: int = 1) -> dict[str, str]:
    """What stands in the way, in Chinese, by the name of the field; the first one of each field."""
    found: dict[str, str] = {}
    for name, message in (
        *_span(written, today, years_ahead),
        *_days(written),
        *_place(written, school_id),
        *_training(written),
    ):
        found.setdefault(name, message)
    return found


def _span(written: Written, today: date, years_ahead: int) -> Iterator[tuple[str, str]]:
    if written.last_day < written.first_day:
        yield "last_day", "结束日期早于开始日期"
    elif (written.last_day - written.first_day).days + 1 > MAX_SPAN_DAYS:
        yield "last_day", f"一段最多 {MAX_SPAN_DAYS} 天，更长的请分成几段"
    if written.last_day > latest(today, years_ahead):
        years = "一二三四五"[years_ahead - 1]
        yield "last_day", f"结束日期 {written.last_day} 在{years}年以后，请检查年份"
    if written.first_day < earliest(today):
        yield "first_day", "开始日期太早了，请检查年份"


def _days(written: Written) -> Iterator[tuple[str, str]]:
    if not 1 <= written.half_hours <= DAY_CAP:
        yield "half_hours", "每天的时间应在 0.5 到 8 小时之间"
    if written.pattern is PatternKind.WEEKDAYS and not written.weekdays:
        yield "weekdays", "请勾选每周去的是哪几天"
    if written.pattern is not PatternKind.WEEKDAYS and written.weekdays:
        yield "weekdays", "只有“每周固定几天”才勾选星期"
    for name in ("absent", "attended_rest_days"):
        outside = [day for day in sorted(getattr(written, name)) if not _in_span(written, day)]
        if outside:
            yield name, f"{'、'.join(map(str, outside[:5]))} 不在起止日期之间，请在“直接填写日期”里删去"
    both = sorted(written.absent & written.attended_rest_days)
    if both:
        yield "attended_rest_days", f"{both[0]} 既写了缺勤又写了出勤"


def _in_span(written: Written, day: date) -> bool:
    return written.first_day <= day <= written.last_day


def _place(written: Written, school_id: int) -> Iterator[tuple[str, str]]:
    if written.site.school_id != school_id:
        yield "site_id", "名单里没有这个单位"
        return
    allowed = FORMS_OF_SITE[written.site.kind]
    if written.venue not in allowed:
        names = "、".join(f"“{words.VENUE[venue]}”" for venue in allowed)
        kind = words.SITE_KIND[written.site.kind]
        yield "venue", f"“{written.site.name}”在名录里是{kind}，形式可以是{names}"


def _training(written: Written) -> Iterator[tuple[str, str]]:
    if written.kind is RecordKind.TRAINING:
        if written.training_hours is not None and not 1 <= written.training_hours <= 10_000:  # noqa: PLR2004 - a bound against slips
            yield "training_hours", "学时应为正整数"
    elif written.class_title or written.training_hours is not None:
        yield "class_title", "只有培训才填写班名和学时"
