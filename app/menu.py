"""What waits for an account, feature by feature: counted for the menu, written out on the first page."""

from flask import url_for

from app import clock
from app.accounts.models import Account
from app.plans.queries import plans_waiting
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
    waiting, returned = plans_waiting(account, holders)
    return [_line("等我审的计划", waiting), Line("退回待改的计划", returned)]


def _reviews(account: Account, holders: Holders) -> list[Line]:
    found = to_review(account, holders)
    return [Line("等我审", found.total, found.longest)]


def _line(words: str, waits: Waits, href: str = "") -> Line:
    days = working_days_since(waits.since, clock.today()) if waits.since else None
    return Line(words, waits.number, days, href)
