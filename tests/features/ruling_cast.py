"""What tests of rulings begin from: records that the law leaves open, and a leave."""

from datetime import date
from itertools import count

from app.domain.facts import Host, RecordStatus, Venue
from app.domain.questions import Answer, CellQuestion, LeaveQuestion, OverlapQuestion
from app.practice.models import PracticeRecord
from app.rulings.operations import Ground
from app.rulings.queries import Pick, queue_of_school
from app.rulings.together_operations import decide_together
from app.venues.models import SiteKind
from tests.builders import AT, make_leave, make_record, make_site

TODAY = AT.date()
GROUND = Ground("示例院人〔2026〕12号", "企业出具了岗位鉴定")
ANSWERS = {
    CellQuestion: Answer.COUNTS, LeaveQuestion: Answer.EXEMPT, OverlapQuestion: Answer.SECOND_FALLS,
}  # fmt: skip
_numbers = count(1)


def practised(cast, post=None, first=date(2026, 7, 6), last=date(2026, 7, 31), site=None, **values):
    """Approved, four weeks of whole days."""
    return make_record(
        post or cast.teacher_post, site or cast.site, first, last, status=RecordStatus.APPROVED,
        by=cast.teacher, reviewer=cast.hr, **values,
    )  # fmt: skip


def at_a_base(cast, post=None, **values) -> PracticeRecord:
    """Four weeks at a training base of an enterprise: a year's, and five years' if the school says so."""
    name = f"示例培训基地{next(_numbers)}"
    base = make_site(cast.school, name, kind=SiteKind.TRAINING_BASE, host=Host.ENTERPRISE)
    return practised(cast, post, site=base, venue=Venue.TRAINING_BASE, **values)


def on_leave(cast, post=None):
    """Away in spring 2025; nothing was done that year."""
    return make_leave(post or cast.teacher_post, date(2025, 3, 1), date(2025, 6, 30), by=cast.admin)


def picks(cast) -> list[Pick]:
    """Everything that waits."""
    return [one.pick for one in queue_of_school(cast.school.id, TODAY).waiting]


def decide(cast, actor=None, at=AT, **answers):
    """Decide everything that waits; by default in the teacher's favour."""
    asked = ANSWERS | answers.get("answers", {})
    return decide_together(picks(cast), asked, GROUND, actor=actor or cast.hr, at=at)
