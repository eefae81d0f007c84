"""What waits in the demo: records to be reviewed, some with flags, to be amended and to be handed in."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.domain.facts import RecordStatus as S
from seeds.plan import POST, Stretch


def waiting(username: str, today: date) -> Iterator[Stretch]:
    """Further stretches of some teachers, relative to the present day."""

    def ago(site: str, begun: int, ended: int, status: S = S.ENDORSED, half_hours: int = 16) -> Stretch:
        first, last = today - timedelta(days=begun), today - timedelta(days=ended)
        return Stretch(site, POST, first, last, status, half_hours)

    match username:
        case "teacher":  # in whatever month the school is made, she has one to amend and one to hand in
            yield ago("heavy", 100, 96, S.RETURNED)
            yield ago("robot", 45, 41, S.DRAFT)
        case "t14":
            yield ago("trade", 60, 51, S.WITHDRAWN)
        case "t07":  # full time at two places
            yield ago("heavy", 40, 27)
            yield ago("robot", 33, 20)
        case "t08":  # handed in late
            yield ago("auto", 300, 287)
        case "t11":  # the halves of a day at two places
            yield ago("cloud", 50, 37, half_hours=8)
            yield ago("trade", 40, 27, S.APPROVED, half_hours=8)
        case "t06" | "t12" | "t13" | "t16" | "t17" | "t18" | "t21" | "t22":
            yield ago("heavy", 30, 17)
        case "t26" | "t31" | "t36":
            yield ago("robot", 30, 17, S.SUBMITTED)
