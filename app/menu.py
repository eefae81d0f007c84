"""What waits for an account, feature by feature: counted for the menu, written out on the first page."""

from collections.abc import Sequence

from flask import url_for

from app import clock
from app.accounts.models import Account
from app.plans.queries import plans_waiting
from app.plans.todo_queries import Unwritten, plan_todo_of
from app.practice.holders import Holders
from app.practice.queries import todo_of
from app.practice.waiting import working_days_since
from app.recognition.queries import to_decide, to_recheck
from app.schools.decision_queries import to_confirm
from app.standing.school_queries import to_review
from app.teachers.correction_queries import to_answer
from app.web.nav import Counters, Line, Waits


def counters(account: Account) -> Counters:
    """By the endpoint of the menu what it leads to; holders of roles are asked for once."""
    holders = Holders(account.school_id, clock.today())
    return {
        "practice.index": lambda: _own_records(account),
        "plans.index": lambda: _plans(account, holders),
        "reviews.index": lambda: _reviews(account, holders),
        "recognition.index": lambda: [
            _line("推荐书待决定", to_decide(account)),
            Line("推荐书的依据已变，待复核", to_recheck(account)),
        ],
        "teachers.index": lambda: [
            _line("信息更正待答复", to_answer(account), url_for("teachers.corrections.index"))
        ],
        "schools.settings": lambda: [
            _line("学校的决定和规定待确认", to_confirm(account), url_for("schools.settings") + "#waiting")
        ],
    }


def _own_records(account: Account) -> list[Line]:
    todo = todo_of(account)
    return [
        Line("退回待改", todo.returned),
        Line("企业有不同意见", todo.disagreed),
        Line("草稿未提交", todo.drafts),
    ]


def _plans(account: Account, holders: Holders) -> list[Line]:
    own = plan_todo_of(account)
    return [
        _line("等我审的计划", plans_waiting(account, holders)),
        Line("计划退回待改", own.returned),
        _weeks(own.weeks),
        Line("计划没有提交", own.drafts),
    ]


def _weeks(unwritten: Sequence[Unwritten]) -> Line:
    """The link leads to the latest; of a single one it is said which."""
    if not unwritten:
        return Line("周志没写", 0)
    last = unwritten[0]
    href = url_for("plans.week", plan_id=last.plan_id, monday=last.monday.isoformat())
    which = f"（{last.monday} 起的一周）" if len(unwritten) == 1 else ""
    return Line(f"周志没写{which}", len(unwritten), href=href)


def _reviews(account: Account, holders: Holders) -> list[Line]:
    found = to_review(account, holders)
    return [Line("等我审", found.total, found.longest)]


def _line(words: str, waits: Waits, href: str = "") -> Line:
    days = working_days_since(waits.since, clock.today()) if waits.since else None
    return Line(words, waits.number, days, href)
