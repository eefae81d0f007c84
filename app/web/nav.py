"""The menu: what a signed-in person may open, by role."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import current_app, g, request, url_for
from flask_login import current_user

from app import clock
from app.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; ``roles`` empty means everybody."""

    label: str
    endpoint: str
    roles: frozenset[Role]
    for_stand_ins: bool = False
    """Also for who reviews in somebody's place today."""
    also: frozenset[str] = frozenset()
    """Blueprints or single pages that hang below the entry although it does not bear their feature's name."""


class Waits(NamedTuple):
    """How much of a kind waits for an account, and since when the oldest does."""

    number: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What waits for an account, as its first page says it; the menu adds the numbers up."""

    words: str
    number: int
    days: int | None = None
    """Working days that the oldest has waited; None where nobody counts them."""
    href: str = ""
    """Where it is done, if that is not the page of the entry itself."""
    besides: str = ""
    """What waits there for others."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    label: str
    endpoint: str
    href: str
    active: bool
    waiting: tuple[Line, ...]
    in_bottom_bar: bool

    @property
    def badge(self) -> int | None:
        return sum(line.number for line in self.waiting) or None


_ALL: frozenset[Role] = frozenset()
_TEACHER = frozenset({Role.TEACHER})
_REVIEW = frozenset({Role.HEAD, Role.HR, Role.ADMIN})
_OFFICE = frozenset({Role.HR, Role.ADMIN})

_OF_THE_SCHOOL = frozenset(
    {
        "rulings", "snapshots",
        "standing.by_when", "standing.school_what_if", "standing.school_what_if_answer",
    }
)  # fmt: skip

ENTRIES = (
    Entry("首页", "standing.home", _ALL),
    Entry("记录", "practice.index", _TEACHER),
    Entry("记一段", "practice.new", _TEACHER),
    Entry("计划", "plans.index", _TEACHER | _REVIEW, for_stand_ins=True),
    Entry("审核", "reviews.index", _REVIEW, for_stand_ins=True),
    Entry("达标情况", "standing.school", _REVIEW, also=_OF_THE_SCHOOL),
    Entry("推荐书", "recognition.index", _OFFICE),
    Entry("人员", "teachers.index", _OFFICE, also=frozenset({"reviews.accounts"})),
    Entry("实践单位", "venues.index", _OFFICE),
    Entry("发件箱", "reminders.outbox", _OFFICE),
    Entry("学校设置", "schools.settings", _OFFICE),
    Entry("认定依据", "standing.law", _ALL, also=frozenset({"standing.additions"})),
    Entry("提醒", "reminders.mine", _TEACHER),
    Entry("我", "teachers.own.me", _ALL, also=frozenset({"teachers.own", "accounts"})),
)

BAR = (
    "standing.home", "teachers.own.me", "reviews.index", "practice.index", "practice.new",
    "standing.school", "teachers.index", "reminders.mine",
)  # fmt: skip
"""What the bar at the bottom of a phone holds of the menu, what is needed most first."""
BAR_HOLDS = 5


Counters = Mapping[str, Callable[[], Sequence[Line]]]
"""What waits for an account, by the endpoint of the entry that leads to it; counted when asked."""


def without_counters() -> None:
    """Let this request's menu bear no numbers: a page that says what failed asks the database for little."""
    g.nav_counted = False


def links() -> list[Link]:
    """The menu of the person who is signed in, made once a request."""
    if "nav_links" not in g:
        g.nav_links = _links() if current_user.is_authenticated else []
    found: list[Link] = g.nav_links
    return found


def _links() -> list[Link]:
    entries = [entry for entry in ENTRIES if _is_for(entry)]
    counters: Counters = {}
    if g.get("nav_counted", True):
        counters = current_app.extensions["nav_counters"](current_user)
    here = _entry_of_page(entries)
    mine = {entry.endpoint for entry in entries}
    bar = [endpoint for endpoint in BAR if endpoint in mine][:BAR_HOLDS]
    return [
        Link(
            entry.label,
            entry.endpoint,
            url_for(entry.endpoint),
            entry is here,
            tuple(line for line in counters[entry.endpoint]() if line.number)
            if entry.endpoint in counters
            else (),
            entry.endpoint in bar,
        )
        for entry in entries
    ]


def _is_for(entry: Entry) -> bool:
    if not entry.roles or current_user.has(*entry.roles):
        return True
    return entry.for_stand_ins and bool(current_user.reviews_on(clock.today()))


def _entry_of_page(entries: list[Entry]) -> Entry | None:
    """The entry of this page, or the one that its pages hang below; those of standing hang below several."""
    exact = [entry for entry in entries if entry.endpoint == request.endpoint]
    also = [entry for entry in entries if entry.also & {request.blueprint, request.endpoint}]
    feature = (request.blueprint or "").partition(".")[0]
    below = [entry for entry in entries if entry.endpoint.partition(".")[0] == feature != "standing"]
    return next(iter(exact + also + below), None)
