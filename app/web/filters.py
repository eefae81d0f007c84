"""How hours, days and dates are written on a page: Jinja filters, and links that keep the query."""

import re
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlencode

from flask import Flask, request
from markupsafe import Markup

from app import clock
from app.domain import words
from app.domain.conclusion import chinese_date
from app.web import charts

HALF_HOURS_A_DAY = 16
"""Eight hours: the day people think in. It converts nothing; a page only says 约."""
BLANK = "—"
MEGABYTE = 1024 * 1024


def thousands(number: float | None) -> str:
    """1010 → ``1,010``; a whole float loses its point."""
    if number is None:
        return BLANK
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"


def hours(half_hours: int | None) -> str:
    """Half-hours as hours without the unit: 80 → ``40``, 7 → ``3.5``, 2020 → ``1,010``."""
    return BLANK if half_hours is None else words.hours(half_hours)


def days(half_hours: int | None) -> str:
    """Half-hours as days to the nearest half: 80 → ``约 5 天``, 88 → ``约 5.5 天``, 2 → ``不足半天``."""
    if half_hours is None:
        return BLANK
    if half_hours == 0:
        return "0 天"
    half_days = (abs(half_hours) * 4 + HALF_HOURS_A_DAY) // (2 * HALF_HOURS_A_DAY)
    return f"约 {thousands(half_days / 2)} 天" if half_days else "不足半天"


def date_cn(day: date | None) -> str:
    """For a sentence: ``2026 年 7 月 6 日``."""
    return BLANK if day is None else chinese_date(day)


def date_iso(day: date | None) -> str:
    """For a table: ``2026-07-06``."""
    return BLANK if day is None else f"{day:%Y-%m-%d}"


def datetime_cn(moment: datetime | None) -> str:
    """``2026-07-06 14:05``, on a clock in China."""
    return BLANK if moment is None else f"{clock.local(moment):%Y-%m-%d %H:%M}"


def time_cn(moment: datetime | None) -> str:
    """``14:05``, on a clock in China."""
    return BLANK if moment is None else f"{clock.local(moment):%H:%M}"


def date_range(first_day: date | None, last_day: date | None = None) -> str:
    """``2026-07-06 至 2026-07-31``; one day stands alone, an open end says ``起``."""
    if first_day is None:
        return BLANK if last_day is None else f"至 {date_iso(last_day)}"
    if last_day is None:
        return f"{date_iso(first_day)} 起"
    return date_iso(first_day) if first_day == last_day else f"{date_iso(first_day)} 至 {date_iso(last_day)}"


def unbroken(text: str) -> Markup:
    """A text whose dates stay whole where a line ends."""
    parts = re.split(r"((?:至 )?\d{4}-\d{2}-\d{2})", text)
    whole = Markup('<span class="nowrap">{}</span>')
    return Markup("").join(whole.format(part) if n % 2 else part for n, part in enumerate(parts))


def file_size(size: int) -> str:
    """Bytes as ``412 KB`` or ``3.4 MB``; nothing is smaller than 1 KB."""
    if size < MEGABYTE:
        return f"{max(round(size / 1024), 1)} KB"
    return f"{size / MEGABYTE:.1f} MB"


def url_with(**changes: str | int | None) -> str:
    """The present address with some query arguments changed; None drops one."""
    kept = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in changes}
    new = {name: [str(value)] for name, value in changes.items() if value is not None}
    query = urlencode(kept | new, doseq=True)
    return f"{request.script_root}{request.path}" + (f"?{query}" if query else "")


FILTERS: dict[str, Callable[..., str]] = {
    "hours": hours,
    "days": days,
    "date_cn": date_cn,
    "date_iso": date_iso,
    "datetime_cn": datetime_cn,
    "time_cn": time_cn,
    "date_range": date_range,
    "file_size": file_size,
    "thousands": thousands,
    "unbroken": unbroken,
}


def init_app(app: Flask) -> None:
    """Register the filters, and ``charts`` and ``url_with`` for templates."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(charts=charts, url_with=url_with)
