"""Drawings: well-formed, safe, told in words, and without anything a strict page would refuse."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from app.web import charts

WINDOW = (date(2021, 11, 24), date(2026, 11, 23))
AS_OF = date(2026, 11, 23)
SUMMER = charts.TimelineBar(
    date(2022, 7, 4), date(2022, 8, 19), "装配线实践", "示例重工", "approved", href="/r/2"
)
WINTER = charts.TimelineBar(
    date(2021, 12, 20), date(2022, 1, 28), "数控顶岗", "示例重工", "approved", leaving=True, href="/r/1"
)
WAITING = charts.TimelineBar(date(2026, 7, 6), date(2026, 7, 31), "焊装顶岗", "示例电气", "pending")
VISIT = charts.TimelineBar(date(2025, 7, 7), date(2025, 7, 11), "参观", "示例博览中心", "excluded")


def timeline(*bars, leaving=None):
    return charts.five_year_timeline(bars, WINDOW, AS_OF, leaving)


def parse(markup):
    return ET.fromstring(markup)  # noqa: S314 - our own drawing, not a stranger's


def drawing(markup, name):
    return next(svg for svg in parse(markup).iter("svg") if svg.get("class") == name)


def rows(svg):
    return [text.text for text in svg.iter("text") if text.get("class") == "tl-year"]


EVERY_DRAWING = {
    "timeline": timeline(SUMMER, WINTER, WAITING, VISIT, leaving=date(2022, 7, 14)),
    "empty timeline": timeline(),
    "month": charts.month_calendar(2026, 7, {date(2026, 7, 6): "credited", date(2026, 7, 7): "half"}),
    "progress": charts.progress_bar(240, 320, "今年", 160),
    "stacked": charts.stacked_bar([charts.StackedPart("已达标", 214, "ok")], "达标情况"),
}


@pytest.mark.parametrize("markup", EVERY_DRAWING.values(), ids=EVERY_DRAWING)
def test_a_strict_page_accepts_every_drawing(markup):
    assert not re.search(r"\sstyle=|\son\w+=|<script|<style", markup)
    root = parse(markup)
    images = [svg for svg in root.iter("svg") if svg.get("role") == "img"]
    assert images
    assert all(svg.find("title") is not None for svg in images)


@pytest.mark.parametrize("markup", EVERY_DRAWING.values(), ids=EVERY_DRAWING)
def test_an_image_holds_nothing_that_takes_the_focus(markup):
    assert "<a " not in markup
    assert "tabindex" not in markup


def test_the_timeline_has_a_row_a_year_in_both_layouts():
    for name in ("timeline-wide", "timeline-narrow"):
        assert rows(drawing(timeline(SUMMER), name)) == ["2021", "2022", "2023", "2024", "2025", "2026"]


def test_a_stretch_over_new_year_shows_in_both_years():
    bars = list(drawing(timeline(WINTER), "timeline-wide").iter("g"))
    assert len(bars) == 2
    assert {g.get("data-href") for g in bars} == {"/r/1"}
    assert all("is-leaving" in g.get("class") for g in bars)


def test_bars_that_overlap_lie_in_two_lanes():
    other = charts.TimelineBar(date(2022, 8, 1), date(2022, 9, 1), "研发", "示例机器人", "approved")
    tops = {g.find("rect").get("y") for g in drawing(timeline(SUMMER, other), "timeline-wide").iter("g")}
    assert len(tops) == 2


def test_every_bar_stays_inside_the_drawing():
    last_day = charts.TimelineBar(date(2025, 12, 31), date(2025, 12, 31), "一天", "示例重工", "approved")
    for name, width in (("timeline-wide", 680), ("timeline-narrow", 340)):
        for rect in drawing(timeline(WINTER, last_day), name).iter("rect"):
            assert float(rect.get("x")) + float(rect.get("width")) <= width


def test_venue_and_state_differ_without_colour():
    five = [
        charts.TimelineBar(
            date(2023, month, 1), date(2023, month, 20), "实践", f"示例单位{month}", "approved"
        )
        for month in range(1, 6)
    ]
    svg = drawing(timeline(*five, WAITING, VISIT), "timeline-wide")
    fills = {(g.find("rect").get("class"), g.find("rect").get("fill")) for g in svg.iter("g")}
    assert len(fills) == 7


def test_the_timeline_is_told_in_words_in_order():
    assert charts.timeline_text([WAITING, WINTER]) == [
        "2021-12-20 至 2022-01-28，数控顶岗（示例重工），已通过，即将移出五年",
        "2026-07-06 至 2026-07-31，焊装顶岗（示例电气），待审",
    ]


def test_a_name_cannot_break_out_of_a_drawing():
    nasty = charts.TimelineBar(
        date(2023, 1, 2), date(2023, 1, 6), '"><script>', "<b>厂</b>", "approved", href='"><i>'
    )
    markup = timeline(nasty)
    assert "<script>" not in markup
    assert "<b>" not in markup
    assert "<i>" not in markup
    assert "<i>" not in charts.progress_bar(1, 2, "<i>")


def test_progress_below_the_requirement_shows_no_mark():
    assert "bar-mark" not in charts.progress_bar(240, 320, "今年")
    assert 'class="bar-credited" width="750"' in charts.progress_bar(240, 320, "今年")


def test_progress_beyond_the_requirement_marks_it():
    markup = charts.progress_bar(2020, 1920, "近五年")
    assert 'class="bar-credited" width="1000"' in markup
    assert "bar-mark" in markup


def test_progress_shows_waiting_hours_behind_the_credited_ones():
    assert 'class="bar-pending" x="500" width="250"' in charts.progress_bar(160, 320, "今年", 80)


def test_progress_without_a_requirement_divides_by_nothing():
    assert 'class="bar-credited" width="0"' in charts.progress_bar(0, 0, "今年")


def test_a_month_is_told_in_runs_of_days_and_fills_them():
    days = dict.fromkeys((date(2026, 7, d) for d in (6, 7, 8, 9, 10, 13)), "attended")
    svg = parse(charts.month_calendar(2026, 7, days | {date(2026, 8, 3): "attended"}))
    assert svg.find("desc").text == "出勤：6 日至 10 日、13 日"
    assert len(list(svg.iter("rect"))) == 6


def test_a_month_tells_its_kinds_of_days_apart_in_words_and_signs():
    days = {
        date(2026, 7, d): kind for d, kind in ((6, "credited"), (7, "half"), (8, "overlap"), (9, "excluded"))
    }
    svg = parse(charts.month_calendar(2026, 7, days, "计入的日子"))
    assert svg.find("title").text == "2026 年 7 月计入的日子"
    assert (
        svg.find("desc").text
        == "计 8 小时：6 日；计不足 8 小时：7 日；与其他记录同日，不重复计：8 日；不计：9 日"
    )
    assert len({path.get("d").lstrip("M0123456789. ") for path in svg.iter("path")}) == 3


def test_a_month_without_practice_says_so():
    assert "这个月没有出勤的日子" in charts.month_calendar(2026, 2, {})


def test_parts_of_a_whole_fill_the_bar_in_order():
    markup = charts.stacked_bar(
        [
            charts.StackedPart("已达标", 3, "ok"),
            charts.StackedPart("待审核", 0, "wait"),
            charts.StackedPart("未达标", 1, "bad"),
        ],
        "机电系",
    )
    assert "机电系：已达标 3，待审核 0，未达标 1" in markup
    assert [(r.get("class"), r.get("x")) for r in parse(markup).iter("rect")] == [
        ("part-ok", "0"),
        ("part-bad", "750"),
    ]


def test_an_empty_whole_draws_an_empty_bar():
    assert not list(parse(charts.stacked_bar([], "机电系")).iter("rect"))


SPANS = [
    charts.SpanRow(label, tuple(charts.Span(*span) for span in spans))
    for label, *spans in (
        (
            "示例发〔2020〕1号",
            (date(2020, 3, 2), date(2025, 12, 31), "第 1 版"),
            (date(2026, 1, 1), None, "第 2 版"),
        ),
        ("示例发〔2022〕2号", (date(2022, 7, 14), None, "第 1 版", True)),
        ("示例讨论稿", (None, None, "第 1 版", False, True)),
        ("哪些实践计入", (None, date(2026, 12, 31), "第 1 版")),
    )
]


def test_what_was_in_force_when_is_said_in_words():
    assert charts.spans_text(SPANS) == [
        "示例发〔2020〕1号：第 1 版，2020-03-02 起，至 2025-12-31；第 2 版，2026-01-01 起",
        "示例发〔2022〕2号：第 1 版，2022-07-14 起（生效日为推定）",
        "示例讨论稿：第 1 版，未生效，仅模拟",
        "哪些实践计入：第 1 版，至 2026-12-31",
    ]


def test_what_was_in_force_when_is_drawn_for_both_widths_in_order_of_time():
    drawn = str(charts.span_chart(SPANS, date(2026, 11, 22), "适用时间"))
    assert drawn.count("<svg") == 2
    assert drawn.count("<title>适用时间</title>") == 2
    assert drawn.count('class="span-assumed"') == 2
    assert drawn.count("tl-excluded") == 2
    wide = drawn.split("<svg")[1]
    bars = [
        (float(x), float(width))
        for x, width in re.findall(r'<rect class="tl-fill[^"]*" x="([\d.]+)"[^>]* width="([\d.]+)"', wide)
    ]
    first, second = bars[:2]
    assert abs(first[0] + first[1] - second[0]) < 1  # the second version begins where the first ends
    assert second[0] < float(re.search(r'class="tl-today" d="M([\d.]+)', wide)[1]) < second[0] + second[1]
    assert all(x + width <= 760 for x, width in bars)


def test_what_was_in_force_when_has_room_for_texts_of_many_years():
    old = [charts.SpanRow("示例" * 40, (charts.Span(date(1996, 1, 1), None, "第 1 版"),))]
    drawn = str(charts.span_chart(old, date(2026, 11, 22), "适用时间"))
    assert ">1996<" in drawn
    assert ">1997<" not in drawn
    assert ">2026<" in drawn
    assert drawn.count("…</text>") == 2
    short = "1 个月 · 年度 · 示例发〔2022〕13号"  # narrow signs take less room than Chinese ones
    drawn = str(charts.span_chart([charts.SpanRow(short, old[0].spans)], date(2026, 11, 22), "适用时间"))
    assert drawn.count(f">{short}</text>") == 2


def test_the_ground_of_what_leaves_soon_is_explained_though_no_bar_lies_on_it():
    assert "即将移出五年的月份" in timeline(SUMMER, leaving=date(2022, 3, 1))
    assert "即将移出五年的月份" not in timeline(SUMMER)
