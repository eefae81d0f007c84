"""Chinese words of frozen years."""

from datetime import date

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.outcome import Verdict
from app.domain.windows import Window
from app.snapshots.compare import Presence
from app.snapshots.models import Snapshot
from app.snapshots.moved import Moved


def edition_name(snapshot: Snapshot) -> str:
    """``2025 年``, and which edition where there was one before."""
    label = year_name(snapshot.window)
    return label if snapshot.edition == 1 else f"{label}（更正 {snapshot.edition - 1}）"


PRESENCE = {Presence.BOTH: "结论不同", Presence.NEW: "新增", Presence.GONE: "不在其中"}


def year_between(first_day: date, last_day: date) -> str:
    return year_name(Window(first_day, last_day))


def words_of_standing(verdict: Verdict | None) -> str:
    return words.STANDING[verdict.standing] if verdict else "不作评定"


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
