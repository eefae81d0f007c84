"""Bars: how far a number has come, how a whole divides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

LENGTH = 1000
"""Units across a bar; it is stretched to the width it finds."""


@dataclass(frozen=True, slots=True)
class StackedPart:
    """One part of a whole: 已达标 214."""

    label: str
    count: int
    tone: Literal["ok", "wait", "bad", "plain"]


def progress_bar(credited: float, required: float, label: str, pending: float = 0) -> Markup:
    """Solid: credited; hatched: waits for review; a mark at what is required, once that is passed."""
    whole = max(credited + pending, required, 1)
    solid, waiting = (round(LENGTH * part / whole) for part in (credited, pending))
    mark = round(LENGTH * required / whole)
    parts = [Markup('<rect class="bar-ground" width="1000" height="12"/>')]
    if waiting:
        parts.append(_hatched(solid, waiting))
    parts.append(Markup('<rect class="bar-credited" width="{}" height="12"/>').format(solid))
    if 0 < required < credited + pending:
        parts.append(Markup('<rect class="bar-mark" x="{}" width="3" height="12"/>').format(mark - 2))
    return _bar(label, parts)


def stacked_bar(parts: Sequence[StackedPart], label: str) -> Markup:
    """How a whole divides; the parts in order, each with its own shade and a thin gap between."""
    whole = sum(part.count for part in parts) or 1
    drawn: list[Markup] = []
    before = 0
    for part in parts:
        x, end = round(LENGTH * before / whole), round(LENGTH * (before + part.count) / whole)
        before += part.count
        if part.count:
            drawn.append(
                Markup(
                    '<rect class="part-{}" x="{}" width="{}" height="12"><title>{} {}</title></rect>'
                ).format(part.tone, x, max(end - x - 2, 2), part.label, part.count)
            )
    words = "，".join(f"{part.label} {part.count}" for part in parts)
    return _bar(f"{label}：{words}", drawn)


def _hatched(start: int, length: int) -> Markup:
    lines = " ".join(f"M{x} 12l8-12" for x in range(start + 6, start + length - 8, 16))
    return Markup(
        '<rect class="bar-pending" x="{0}" width="{1}" height="12"/><path class="bar-hatch" d="{2}"/>'
    ).format(start, length, lines)


def _bar(label: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="bar" role="img" viewBox="0 0 1000 12" preserveAspectRatio="none">'
        "<title>{label}</title>{parts}</svg>"
    ).format(label=label, parts=Markup("").join(parts))
