"""What the demo's people ask to have corrected, and leaves the office has entered."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Account
from app.clock import SHANGHAI
from app.extensions import db
from app.schools.models import School
from app.teachers.correction_operations import ask, confirm_done, decline
from app.teachers.leave_operations import Span, add_leave
from app.teachers.models import HeldFact, Teacher
from app.teachers.operations import Details, Post, edit_person


def leaves_and_corrections(school: School, hr: Account, now: datetime) -> None:
    """Two leaves; three requests: corrected, declined, and one that waits."""
    year = now.astimezone(SHANGHAI).year
    entered = now - timedelta(days=30)
    long = Span(date(year - 1, 3, 1), date(year - 1, 8, 31), f"示例院人〔{year - 1}〕8号")
    _leave(school, "t02", long, hr, entered)
    _leave(school, "teacher", Span(date(year - 2, 3, 4), date(year - 2, 3, 22)), hr, entered)
    asker = _account(school, "teacher")
    post = _post(asker)
    corrected = ask(
        asker.person, HeldFact.SPECIALTY, "数控技术（智能制造方向）", "专业调整后的聘任通知", actor=asker,
        at=now - timedelta(days=9),
    )  # fmt: skip
    details = Details(asker.person.name, asker.person.email)
    changed = Post(post.staff_number, post.department_id, post.hired_on, "数控技术（智能制造方向）")
    edit_person(asker.person, details, post=changed, actor=hr, at=now - timedelta(days=8))
    confirm_done(corrected, "已按聘任通知改好", actor=hr, at=now - timedelta(days=8))
    day = post.hired_on - timedelta(days=62)
    ask(asker.person, HeldFact.HIRED_ON, f"{day}", "聘用合同的起始日早两个月", actor=asker, at=now)
    other = _account(school, "t08")
    declined = ask(
        other.person, HeldFact.STAFF_NUMBER, "2017008A", "门禁卡上的号码是这个", actor=other,
        at=now - timedelta(days=5),
    )  # fmt: skip
    decline(declined, "工号以人事系统为准，门禁卡号不同，不影响使用", actor=hr, at=now - timedelta(days=4))


def _account(school: School, username: str) -> Account:
    found = select(Account).where(Account.school_id == school.id, Account.username == username)
    return db.session.scalars(found).one()


def _post(account: Account) -> Teacher:
    assert account.person.teacher is not None
    return account.person.teacher


def _leave(school: School, username: str, span: Span, hr: Account, at: datetime) -> None:
    add_leave(_post(_account(school, username)), span, actor=hr, at=at)
