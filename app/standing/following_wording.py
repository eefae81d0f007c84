"""What the office is told of what follows on a confirmation besides the results that change at once."""

from datetime import date

from app.domain.conclusion import chinese_date

REMINDED = "此外，提醒邮件从现在起照新的要求写：还差的小时数因此不同的教师，会从提醒里得知。"
"""Of what is still to come, where a school reminds: to be told of a change, and to be reminded, are two."""


def following_words(since: date, changed: int, more: int, told: int) -> str:
    """Of how many another decision, to come later, changes results or asks more hours because of this one."""
    results = f"会因此改变 {changed:,} 位教师的结果" if changed else ""
    hours = f"使{'另外 ' if changed else ' '}{more:,} 位教师还差的小时数变多" if more else ""
    effect = f"{results}，也{hours}" if results and hours else results or f"会因此{hours}"
    said = f"学校已定自 {chinese_date(since)}起执行的另一项同类决定，{effect}"
    return f"{said}，已经告知其中 {told:,} 位。" if told else f"{said}，没有告知他们。"
