"""Whom a decision or a version of the law changes, in sentences for mails and pages."""

from app.domain import words
from app.domain.conclusion import year_name
from app.domain.frozen_impact import FrozenChange, FrozenRule, FrozenTurn
from app.domain.outcome import Standing
from app.domain.rules import RuleWindow
from app.domain.windows import Window

NOT_TOLD = "旧记录还没有确认录全，或者改变的只是讨论稿的测算"


def effect_words(changed: int, told: int, mailed: int) -> str:
    """How many change, how many of them were written to, and how many of these have an address."""
    if not changed:
        return "没有教师的结果因此改变。"
    said = f"有 {changed:,} 位教师的结果会改变"
    if not told:
        return f"{said}，没有告知他们：学校还没有开始发送提醒，{NOT_TOLD}。"
    by_mail = f"发邮件告知其中 {mailed:,} 位" if mailed < changed else "逐一发邮件告知"
    said = f"{said}，已经{by_mail}" if mailed else said
    if told > mailed:
        said = f"{said}；{told - mailed:,} 位没有邮箱，只能在系统内看到"
    rest = changed - told
    return f"{said}；其余 {rest:,} 位没有告知：{NOT_TOLD}。" if rest else f"{said}。"


def taken_back_words(told: int) -> str:
    """How many learn that what they were told will not come."""
    return f"已经告知 {told:,} 位此前得知的教师：变化不会发生。" if told else "此前没有告知过教师。"


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
