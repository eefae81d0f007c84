"""Whom a decision or a version of the law changes, in sentences for mails and pages."""

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.frozen_impact import FrozenChange, FrozenRule, FrozenTurn
from app.domain.outcome import Standing
from app.domain.rules import RuleWindow
from app.domain.windows import Window

NOT_TOLD = "旧记录还没有确认录全，或者改变的只是讨论稿的测算"


def effect_words(changed: int, told: int) -> str:
    """How many change, and how many of them were written to."""
    if not changed:
        return "没有教师的结果因此改变。"
    said = f"有 {changed:,} 位教师的结果会改变"
    if told == changed:
        return f"{said}，已经逐一发邮件告知。"
    if told:
        return f"{said}，已经发邮件告知其中 {told:,} 位；其余 {changed - told:,} 位没有发：{NOT_TOLD}。"
    return f"{said}，没有给他们发邮件：学校还没有开始发送提醒，{NOT_TOLD}。"


def taken_back_words(told: int) -> str:
    """How many learn that what they were told will not come."""
    return f"已经告知 {told:,} 位此前收到邮件的教师：变化不会发生。" if told else "此前没有教师收到过邮件。"


def turn_words(turn: FrozenTurn) -> str:
    """A turned recommendation to the teacher it is about."""
    said = "不能推荐 → 可以推荐" if turn.passes else "可以推荐 → 不能推荐"
    return f"能否推荐认定：{said}。{turn.why}"


def change_words(line: FrozenChange, rule: FrozenRule) -> str:
    """A line that changes, to the teacher it is about."""
    first, last = line.window_first, line.window_last
    yearly = rule.window is RuleWindow.YEAR
    span = year_name(Window(first, last)) if yearly else f"{first} 至 {last}"
    turned = f"{_standing(line.before)} → {_standing(line.after)}"
    return f"{rule.asks}（{rule.cited}，{span}）：{turned}。{line.why}"


def _standing(standing: Standing | None) -> str:
    return words.STANDING[standing] if standing else "没有这一项"
