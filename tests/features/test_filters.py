"""Hours, days and dates as people read them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.web import filters


@pytest.mark.parametrize(
    ("half_hours", "written"),
    [(80, "40"), (7, "3.5"), (2020, "1,010"), (0, "0"), (-80, "-40"), (None, "—")],
)
def test_half_hours_are_written_as_hours(half_hours, written):
    assert filters.hours(half_hours) == written


@pytest.mark.parametrize(
    ("half_hours", "written"),
    [
        (80, "约 5 天"),
        (88, "约 5.5 天"),
        (84, "约 5.5 天"),
        (8, "约 0.5 天"),
        (3, "不足半天"),
        (0, "0 天"),
        (19200, "约 1,200 天"),
        (None, "—"),
    ],
)
def test_half_hours_are_written_as_days_to_the_nearest_half(half_hours, written):
    assert filters.days(half_hours) == written


def test_a_day_is_written_long_in_a_sentence_and_short_in_a_table():
    assert filters.date_cn(date(2026, 7, 6)) == "2026 年 7 月 6 日"
    assert filters.date_iso(date(2026, 7, 6)) == "2026-07-06"
    assert filters.date_cn(None) == filters.date_iso(None) == "—"


def test_a_moment_is_written_by_a_clock_in_china():
    assert filters.datetime_cn(datetime(2026, 7, 6, 18, 5, tzinfo=UTC)) == "2026-07-07 02:05"
    assert filters.datetime_cn(None) == "—"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 7, 6), date(2026, 7, 31), "2026-07-06 至 2026-07-31"),
        (date(2026, 7, 6), date(2026, 7, 6), "2026-07-06"),
        (date(2026, 7, 6), None, "2026-07-06 起"),
        (None, date(2026, 7, 31), "至 2026-07-31"),
        (None, None, "—"),
    ],
)
def test_a_range_is_joined_with_zhi(first, last, written):
    assert filters.date_range(first, last) == written


def test_a_date_is_not_broken_and_nothing_else_of_the_text_becomes_a_tag():
    said = filters.unbroken("<b>2022</b>，2022-07-14 起")
    assert said == '&lt;b&gt;2022&lt;/b&gt;，<span class="nowrap">2022-07-14</span> 起'


@pytest.mark.parametrize(
    ("number", "written"), [(1123, "1,123"), (1007.5, "1,007.5"), (960.0, "960"), (None, "—")]
)
def test_thousands_are_grouped(number, written):
    assert filters.thousands(number) == written


def test_a_link_keeps_the_query_but_for_what_it_changes():
    app = Flask(__name__)
    with app.test_request_context("/teachers?status=a&status=b&page=3&q=何静"):
        assert filters.url_with(page=4) == "/teachers?status=a&status=b&q=%E4%BD%95%E9%9D%99&page=4"
        assert filters.url_with(page=None, q=None, status=None) == "/teachers"


def test_a_link_cannot_be_led_to_another_host_by_the_query():
    app = Flask(__name__)
    with app.test_request_context("/teachers?_external=1&_scheme=javascript&endpoint=x"):
        assert filters.url_with(page=2).startswith("/teachers?")


def test_templates_get_the_filters_and_the_drawings():
    app = Flask(__name__)
    filters.init_app(app)
    page = app.jinja_env.from_string("{{ 80|hours }} {{ 80|days }} {{ charts.progress_bar(1, 2, '今年') }}")
    assert page.render().startswith("40 约 5 天 <svg")


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 KB"), (1536, "2 KB"), (1024 * 1023, "1023 KB"), (7_439_107, "7.1 MB")]
)
def test_the_size_of_a_file_is_said_in_few_digits(size, said):
    assert filters.file_size(size) == said
