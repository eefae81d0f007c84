"""What the demo's school has ruled, and what waits for its ruling."""

from datetime import datetime, timedelta

from app.accounts.models import Account
from app.domain.questions import Answer, CellQuestion, LeaveQuestion, OverlapQuestion
from app.rulings.operations import Ground
from app.rulings.queries import queue_of_school
from app.rulings.together_operations import decide_together
from app.schools.models import School

ANSWERS = {
    CellQuestion: Answer.COUNTS,
    LeaveQuestion: Answer.REFUSED,
    OverlapQuestion: Answer.STANDS,
}
GROUND = Ground("示例院人〔2026〕12号", "培训基地设在企业车间，有岗位和企业出具的考核表，按企业实践对待")


def rule_on_some(school: School, hr: Account, now: datetime) -> int:
    """Half of the records whose place the law leaves open are ruled to count; the rest and a leave wait."""
    at = now - timedelta(days=3)
    waiting = queue_of_school(school.id, now.date()).waiting
    cells = [one.pick for one in waiting if isinstance(one.question, CellQuestion)]
    chosen = cells[: (len(cells) + 1) // 2]
    done = decide_together(chosen, ANSWERS, GROUND, actor=hr, at=at)
    return sum(len(one) for one in done.made)
