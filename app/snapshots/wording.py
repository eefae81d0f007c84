"""Chinese words of frozen years."""

from datetime import date

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.outcome import Verdict
from app.domain.windows import Window
from app.snapshots.compare import Presence
from app.snapshots.models import Snapshot


def edition_name(snapshot: Snapshot) -> str:
    """``2025 年``, and which edition where there was one before."""
    label = year_name(snapshot.window)
    return label if snapshot.edition == 1 else f"{label}（更正 {snapshot.edition - 1}）"


PRESENCE = {Presence.BOTH: "结论不同", Presence.NEW: "新增", Presence.GONE: "不在其中"}


def year_between(first_day: date, last_day: date) -> str:
    return year_name(Window(first_day, last_day))


def words_of_standing(verdict: Verdict | None) -> str:
    return words.STANDING[verdict.standing] if verdict else "不作评定"
