"""What the demo's teachers did: stories of stretches, told relative to the present day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.facts import RecordStatus as S
from app.domain.facts import Venue


@dataclass(frozen=True, slots=True)
class Stretch:
    """One record to be logged and taken to a state."""

    site: str
    venue: Venue
    first_day: date
    last_day: date
    status: S = S.APPROVED
    half_hours: int = 16
    weekdays: str = ""
    post: str = "设备维护与调试"
    tasks: str = "参加示例产线的设备点检、故障处理与工艺改进，整理成教学案例。"


POST, BASE, VISIT = Venue.ENTERPRISE_POST, Venue.TRAINING_BASE, Venue.VISIT
ENTERPRISES = ("heavy", "robot", "auto", "cloud", "trade")


def summer(year: int, days: int, site: str, *, start: int = 5) -> Stretch:
    """About ``days`` working days from early July."""
    first = date(year, 7, start)
    venue = Venue.PRACTICE_BASE if site == "practice_base" else POST
    return Stretch(site, venue, first, first + timedelta(days=days * 7 // 5 - 1))


def _teacher(year: int, _turn: int) -> Iterator[Stretch]:
    yield Stretch("heavy", POST, date(year - 4, 7, 4), date(year - 4, 7, 29))
    yield Stretch("heavy", POST, date(year - 3, 7, 3), date(year - 3, 8, 25))
    yield Stretch("station", Venue.STATION, date(year - 2, 7, 1), date(year - 2, 8, 9))
    yield Stretch("robot", POST, date(year - 1, 7, 7), date(year - 1, 8, 8))
    yield Stretch("robot", POST, date(year, 7, 6), date(year, 7, 24))
    yield Stretch("station", Venue.STATION, date(year, 8, 3), date(year, 8, 7), S.SUBMITTED)


def _steady(year: int, turn: int) -> Iterator[Stretch]:
    site = ENTERPRISES[turn % 5]
    for back in (3, 2, 1):
        yield summer(year - back, 22 + turn % 6, site)
    yield summer(year, 21 + turn % 5, site)
    yield Stretch(site, POST, date(year - 1, 1, 13), date(year - 1, 1, 24))


def _short(year: int, turn: int) -> Iterator[Stretch]:
    yield summer(year - 3, 20, ENTERPRISES[turn % 5])
    yield summer(year - 1, 10, ENTERPRISES[(turn + 1) % 5])
    yield summer(year, 8, ENTERPRISES[turn % 5])
    yield Stretch("heavy", POST, date(year - 2, 7, 15), date(year - 2, 8, 2), S.REJECTED)


def _between(year: int, turn: int) -> Iterator[Stretch]:
    site = ENTERPRISES[turn % 5]
    yield Stretch(site, POST, date(year - 2, 2, 26), date(year - 2, 8, 30))
    yield summer(year - 1, 20, site)
    yield summer(year, 24, site)


def _pending(year: int, turn: int) -> Iterator[Stretch]:
    site = ENTERPRISES[turn % 5]
    yield summer(year - 2, 25, site)
    yield summer(year - 1, 23, site)
    yield summer(year, 12, site)
    yield Stretch(site, POST, date(year, 8, 10), date(year, 8, 28), S.ENDORSED if turn % 2 else S.SUBMITTED)


def _long(year: int, turn: int) -> Iterator[Stretch]:
    site = ENTERPRISES[turn % 5]
    yield Stretch(site, POST, date(year - 3, 9, 4), date(year - 2, 7, 26), post="车间技术员（全脱产）")
    yield summer(year - 1, 21, site)
    yield summer(year, 22, "practice_base")


def _base(year: int, turn: int) -> Iterator[Stretch]:
    for back in (3, 2, 1, 0):
        yield Stretch("college_base", BASE, date(year - back, 7, 13), date(year - back, 8, 8))
    yield Stretch("enterprise_base", BASE, date(year - 1, 8, 18), date(year - 1, 8, 29))
    yield summer(year - 2, 15, ENTERPRISES[turn % 5], start=22)


def _part_time(year: int, turn: int) -> Iterator[Stretch]:
    site = ENTERPRISES[turn % 5]
    yield Stretch(site, POST, date(year - 1, 3, 3), date(year - 1, 6, 27), weekdays="123")
    yield Stretch(site, POST, date(year, 3, 2), date(year, 5, 8), weekdays="123")
    yield Stretch("robot", POST, date(year, 5, 11), date(year, 6, 12), half_hours=8, weekdays="45")
    yield summer(year - 2, 20, site)


def _leaving(year: int, turn: int) -> Iterator[Stretch]:
    site = ENTERPRISES[turn % 5]
    yield Stretch(site, POST, date(year - 5, 12, 6), date(year - 4, 4, 29))
    yield summer(year - 2, 20, site)
    yield summer(year, 20, site)
    yield Stretch(site, POST, date(year - 3, 7, 3), date(year - 3, 7, 14), S.REVOKED)


def _new(year: int, turn: int) -> Iterator[Stretch]:
    yield summer(year, 18, ENTERPRISES[turn % 5])


def _visits(year: int, turn: int) -> Iterator[Stretch]:
    yield Stretch("auto", VISIT, date(year - 1, 5, 19), date(year - 1, 5, 20), post="考察调研")
    yield Stretch(ENTERPRISES[turn % 5], VISIT, date(year, 4, 15), date(year, 4, 17), post="考察调研")


STORIES: dict[str, Callable[[int, int], Iterator[Stretch]]] = {
    "teacher": _teacher,
    "steady": _steady,
    "short": _short,
    "between": _between,
    "pending": _pending,
    "long": _long,
    "base": _base,
    "part_time": _part_time,
    "leaving": _leaving,
    "new": _new,
    "visits": _visits,
}


def stretches(kind: str, today: date, turn: int) -> list[Stretch]:
    """The story's stretches that are over by today."""
    return [stretch for stretch in STORIES[kind](today.year, turn) if stretch.last_day < today]
