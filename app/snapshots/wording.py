"""Chinese words of frozen years."""

from datetime import date

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.outcome import Verdict
from app.domain.windows import Window
from app.recognition.reliance import Reliance
from app.snapshots.compare import Comparison, PersonChange, Presence
from app.snapshots.forms import Asked
from app.snapshots.frozen_ground import FrozenDecision, FrozenTable
from app.snapshots.models import Snapshot
from app.snapshots.moved import Moved


def edition_name(snapshot: Snapshot) -> str:
    """``2025 年``, and which edition where there was one before."""
    label = year_name(snapshot.window)
    return label if snapshot.edition == 1 else f"{label}（更正 {snapshot.edition - 1}）"


def table_words(table: FrozenTable, as_of: date) -> str:
    """Which counting table; one written down after the day holds for every day before it too."""
    if table.dated > as_of:
        return f"第 {table.version} 版，系统按各份规定的原文整理，各年度通用"
    return f"第 {table.version} 版（{table.dated}）"


def decision_words(one: FrozenDecision, year: Window) -> str:
    """A decision, its document, and its day where it came within the year."""
    since = f"{one.effective_from} 起" if one.effective_from > year.first_day else ""
    told = "，".join(filter(None, (one.document, since)))
    return f"{one.says}（{told}）" if told else one.says


def difference_words(one: PersonChange) -> str:
    """How somebody differs, in a word."""
    if one.presence is Presence.BOTH:
        return "结论不同" if one.concluded_otherwise else "仅小时或依据不同"
    return "新增" if one.presence is Presence.NEW else "不在其中"


def asked_words(asked: Asked, label: str) -> str:
    """What a list was narrowed to, in brackets; empty where to nothing."""
    line = label if asked.line == "year" else "近五年"
    told = (
        asked.department,
        f"{line}{words.STANDING[asked.standing]}" if asked.standing else "",
        f"姓名或工号含“{asked.search}”" if asked.search else "",
    )
    return f"（{'，'.join(filter(None, told))}）" if any(told) else ""


def parts(found: Comparison) -> list[tuple[str, str, tuple[PersonChange, ...]]]:
    """Who differs, by how: a name for the address, a heading, and the people; none that is empty."""
    told = (
        ("conclusions", "结论不同", found.concluded_otherwise),
        ("hours", "结论相同，只是计入的小时或依据不同", found.only_hours),
        ("new", "后一份新增的教师", found.new),
        ("gone", "后一份里没有的教师", found.gone),
    )
    return [part for part in told if part[2]]


def year_between(first_day: date, last_day: date) -> str:
    return year_name(Window(first_day, last_day))


def words_of_standing(verdict: Verdict | None) -> str:
    return words.STANDING[verdict.standing] if verdict else "不作评定"


def paper_words(use: Reliance, record: str) -> str:
    """Whether a paper would stand without a record: without it alone, and without all that is missing."""
    holds, fails = "当天仍符合认定依据", "当天不符合认定依据"
    others = use.missing - 1
    if not others:
        return f"不算它，{holds if use.stands else fails}"
    if use.stands:
        return f"不算它和另外 {others} 条不再计入的记录，{holds}"
    if not use.alone[record]:
        return f"单独不算它，{fails}"
    return f"单独不算它，{holds}；另有 {others} 条用过的记录不再计入，都不算，{fails}"


def moved_words(moved: Moved) -> str:
    """What has happened since, without who or why."""
    told = (
        (moved.approved, "又通过 {} 条记录"),
        (moved.fallen, "有 {} 条用过的记录不再计入"),
        (moved.ruled, "作出 {} 份裁定"),
        (moved.revoked, "撤销 {} 份裁定"),
        (moved.decided, "有 {} 项学校决定生效"),
        (moved.published, "学校公布 {} 项规定"),
    )
    return "，".join(text.format(number) for number, text in told if number)
