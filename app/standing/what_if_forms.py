"""Imagined periods as an address says them, or one of them as its button sends it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from app.domain import words
from app.domain.facts import DAY_CAP, Host, Venue
from app.domain.sites import FORMS_OF_SITE, SiteKind
from app.practice.checks import Written, problems
from app.practice.forms import NOT_LISTED
from app.practice.models import PatternKind, RecordKind
from app.standing.what_if import YEARS_AHEAD
from app.venues.models import Site
from app.venues.queries import sites_to_choose
from app.web.fields import Checkboxes, ChineseDateField, HalfHoursField
from app.web.forms import BaseForm, options

MOST = 5
"""Periods of one question."""
PATTERN = {
    PatternKind.WORKDAYS: "法定工作日",
    PatternKind.DAILY: "每天",
    PatternKind.WEEKDAYS: "每周固定几天",
}
UNTOUCHED = {"host": Host.ENTERPRISE.value, "pattern": PatternKind.WORKDAYS.value, "half_hours": "8"}
"""What a field says as long as nobody has chosen."""
ASKS = ("site_id", "venue", "first_day", "last_day")
"""A row in which all of these are empty is not used."""
KIND_OF_FORM = {venue: kind for kind in reversed(SiteKind) for venue in FORMS_OF_SITE[kind]}
"""Where a form of practice is at home: the first kind of place that has it."""


class PeriodForm(BaseForm):
    """Where, in what form, when; the place can be left open."""

    site_id = SelectField("单位", validators=[Optional()], validate_choice=False)
    venue = SelectField("形式", choices=options({"": "一般情况", **words.VENUE}), default="")
    host = SelectField("设在", choices=options(words.HOST), default=Host.ENTERPRISE)
    first_day = ChineseDateField("开始日期", validators=[InputRequired("请填写开始日期")])
    last_day = ChineseDateField("结束日期", validators=[InputRequired("请填写结束日期")])
    pattern = SelectField("哪些天去", choices=options(PATTERN), default=PatternKind.WORKDAYS)
    weekdays = Checkboxes(
        "每周哪几天", choices=options({str(n): f"周{name}" for n, name in enumerate(words.WEEKDAYS, 1)})
    )
    half_hours = HalfHoursField("每天的时间", default=DAY_CAP)

    def offer(self, sites: dict[str, Site]) -> None:
        self.sites = sites
        self.site_id.choices = options({"": "不选", **{key: site.name for key, site in sites.items()}})

    def validate_site_id(self, field: Field) -> None:
        if field.data not in self.sites:
            raise ValidationError(NOT_LISTED)

    def written(self, school_id: int) -> Written:
        """What was typed, after validation; without a place, at one that is not in the registry."""
        assert self.first_day.data is not None
        assert self.last_day.data is not None
        assert self.half_hours.data is not None
        site = self.sites.get(self.site_id.data or "")
        usual = FORMS_OF_SITE[site.kind][0] if site else Venue.ENTERPRISE_POST
        venue = Venue(self.venue.data) if self.venue.data else usual
        pattern = PatternKind(self.pattern.data)
        weekly = pattern is PatternKind.WEEKDAYS
        return Written(
            kind=RecordKind.PRACTICE,
            site=site or Site(school_id=school_id, kind=KIND_OF_FORM[venue], host=Host(self.host.data)),
            venue=venue,
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            pattern=pattern,
            weekdays="".join(sorted(self.weekdays.data or ())) if weekly else "",
            half_hours=self.half_hours.data,
        )


FIELDS = ("site_id", "venue", "host", "first_day", "last_day", "pattern", "weekdays", "half_hours")


@dataclass(frozen=True, slots=True)
class Period:
    """One row of the question."""

    number: int
    form: PeriodForm
    used: bool
    written: Written | None
    """None while it is not used, incomplete or wrong."""

    @property
    def has_place(self) -> bool:
        return bool(self.form.site_id.data) and not self.form.site_id.errors

    @property
    def typed_wrong(self) -> Iterator[tuple[str, str]]:
        """The ids of fields in which something is wrong, not merely missing yet, and what."""
        for field in self.form:
            if field.errors and any(text.strip() for text in field.raw_data or ()):
                yield field.id, str(field.errors[0])

    def sent(self) -> list[tuple[str, str]]:
        """The row as a form or an address repeats it."""
        return [
            (field.short_name, text)
            for field in self.form
            if field.short_name != "weekdays" or self.form.pattern.data == PatternKind.WEEKDAYS
            for text in field.raw_data or ()
            if isinstance(text, str) and text
        ]


@dataclass(frozen=True, slots=True)
class Question:
    """Everything the address asks."""

    periods: tuple[Period, ...]
    pass_waiting: bool

    @property
    def free(self) -> int | None:
        """The first row that is not used."""
        used = {period.number for period in self.periods if period.used}
        return next((number for number in range(1, MOST + 1) if number not in used), None)

    @property
    def names(self) -> list[str]:
        """Of every field of its form."""
        return ["waiting", *(field.name for period in self.periods for field in period.form)]


def registry_by_key(school_id: int) -> dict[str, Site]:
    """The places that can be chosen, as a form names them."""
    return {str(site.id): site for site in sites_to_choose(school_id)}


def read_question(args: MultiDict[str, str], school_id: int, today: date) -> Question:
    sites = registry_by_key(school_id)
    periods = [
        read_period(args, sites, school_id, today, number, years_ahead=YEARS_AHEAD)
        for number in range(1, MOST + 1)
    ]
    rows = args.get("rows", "")
    shown = [1, int(rows) if rows in map(str, range(MOST + 1)) else 1]
    shown += [period.number for period in periods if period.used]
    return Question(tuple(periods[: max(shown)]), pass_waiting="waiting" in args)


def read_period(
    sent: MultiDict[str, str],
    sites: dict[str, Site],
    school_id: int,
    today: date,
    number: int = 0,
    *,
    years_ahead: int = 1,
) -> Period:
    """One row; the fields of a row that has no number bear no prefix."""
    prefix = f"p{number}-" if number else ""
    given: MultiDict[str, str] = MultiDict(
        (name, value) for name, value in sent.items(multi=True) if name.startswith(prefix)
    )
    for name, value in UNTOUCHED.items():
        given.setdefault(prefix + name, value)
    form = PeriodForm(formdata=given, prefix=prefix, meta={"csrf": False})
    form.offer(sites)
    used = any(given.get(prefix + name, "").strip() for name in ASKS)
    written = form.written(school_id) if used and form.validate() else None
    found = problems(written, school_id=school_id, today=today, years_ahead=years_ahead) if written else {}
    for name, message in found.items():
        form[name].errors = [message]
    return Period(number, form, used, None if found else written)


def asked_of(args: MultiDict[str, str]) -> dict[str, Any]:
    """What of an address belongs to the question, to ask it again."""
    return {name: values for name, values in args.lists() if name == "waiting" or _row_of(name)}


def without_row(args: MultiDict[str, str], number: int) -> dict[str, Any]:
    """The same question without one of its rows, those behind it moved up."""
    kept: dict[str, Any] = {}
    for name, values in asked_of(args).items():
        row = _row_of(name)
        if row is None:
            kept[name] = values
        elif row != number:
            kept[f"p{row - (row > number)}{name[2:]}"] = values
    return kept


def _row_of(name: str) -> int | None:
    """To which row a field belongs."""
    found = re.fullmatch(r"p([1-5])-(\w+)", name)
    return int(found[1]) if found and found[2] in FIELDS else None
