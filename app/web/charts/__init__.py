"""Pictures drawn by the server: plain SVG without script or inline style, readable in black and white.

Colours come from classes in ``app.css``; shape and pattern carry the same meaning, so that print and colour
blindness lose nothing. Every picture has a title and a description, and a function that says it in words.
"""

from app.web.charts.bars import StackedPart, month_columns, progress_bar, stacked_bar
from app.web.charts.month import DayKind, month_calendar, month_text
from app.web.charts.timeline import BarState, TimelineBar, five_year_timeline, timeline_text

__all__ = [
    "BarState",
    "DayKind",
    "StackedPart",
    "TimelineBar",
    "five_year_timeline",
    "month_calendar",
    "month_columns",
    "month_text",
    "progress_bar",
    "stacked_bar",
    "timeline_text",
]
