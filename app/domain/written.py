"""One record of a worksheet in full sentences: how its hours come about, or why it has none."""

from collections.abc import Callable, Iterator

from app.domain import words
from app.domain.facts import DAY_CAP, NamedPattern
from app.domain.outcome import ExclusionReason
from app.domain.worksheet import Line

WHY_NOT = {
    ExclusionReason.NOT_SUBMITTED: "还是草稿，没有提交",
    ExclusionReason.PENDING: "还在审核，通过以后才计入",
    ExclusionReason.DOES_NOT_COUNT: "不计入本规定",
    ExclusionReason.NEEDS_RULING: "这种形式是否计入，规定没有写明，要由学校裁定",
    ExclusionReason.NOT_ATTENDED: "统计期内没有一天出勤",
    ExclusionReason.BEFORE_HIRE: "出勤日都在入职之前",
    ExclusionReason.AFTER_AS_OF: "出勤日都在截至日之后",
    ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP: "同日已由其他记录计满",
}


def written(line: Line, label: Callable[[str], str] = str) -> str:
    """The reckoning from the first to the last day, then to hours; ``label`` says how a record is called."""
    steps = [*_days(line), *_hours(line, label), *([line.ruled] if line.ruled else [])]
    if line.reason is None:
        return f"{'；'.join(steps)}。"
    why = WHY_NOT.get(line.reason) or f"{line.why}，不能计入"
    return f"{'；'.join([why, *steps])}。"


def _days(line: Line) -> Iterator[str]:
    """From the calendar days of the span to those that count."""
    rests = "休息" if isinstance(line.record.pattern, NamedPattern) else "不去"
    off = "、".join(f"{name} {days} 天" for name, days in line.holidays)
    taken = [
        (line.resting, f"{rests} {line.resting} 天" + (f"（其中{off}）" if off else "")),
        (len(line.record.absent), f"缺勤 {len(line.record.absent)} 天"),
    ]
    said = [f"− {what}" for days, what in taken if days]
    if line.every_day:
        yield "按每月 30 天的口径，起止之间每天都算"
    if said:
        yield " ".join([f"起止 {line.span} 天", *said, f"= 出勤 {line.attended} 天"])
    else:
        yield f"起止 {line.span} 天，天天出勤"
    extra = len(line.record.attended_rest_days - line.record.absent)
    if extra and not line.every_day:
        yield f"出勤日含另外出勤的休息日 {extra} 天"
    if line.reason not in {None, ExclusionReason.NOTHING_LEFT_UNDER_THE_CAP}:
        return
    outside = [
        (line.outside, "在统计期以外"),
        (line.before_hire, "在入职以前"),
        (line.after_as_of, "在截至日以后"),
        (line.waiting, "是否计入待学校裁定"),
        (line.not_counted, "当时不计入本规定"),
    ]
    left = [f"{days} 天{where}" for days, where in outside if days]
    if left:
        yield f"其中 {'、'.join(left)}，不计，余 {line.claimed_days} 天"


def _hours(line: Line, label: Callable[[str], str]) -> Iterator[str]:
    """From days to hours, and what the cap takes."""
    if not line.claimed_days:
        return
    each = words.hours(line.record.half_hours)
    claimed = words.hours(line.credited + line.lost)
    yield f"{line.claimed_days} 天 × {each} 小时 = {claimed} 小时"
    if line.lost:
        met = "、".join(f"与“{label(one.record_id)}”有 {one.days} 天同日" for one in line.overlaps)
        left = f"减去 {words.hours(line.lost)} 小时，计 {words.hours(line.credited)} 小时"
        yield f"{met}，一天最多计 {DAY_CAP // 2} 小时，{left}"
