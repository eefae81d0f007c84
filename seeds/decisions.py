"""What the demo school decides: some decided by two people, one that waits for the second."""

from datetime import date, datetime, timedelta

from app.accounts.models import Account
from app.certificates.queries import numbers_in_force
from app.clock import SHANGHAI
from app.domain.facts import Profile, Transition
from app.schools.checks import Proposal
from app.schools.decision_operations import propose
from app.schools.models import DecisionKind, Reminding, School
from app.standing.operations import confirm_decision

CONFIRMED_AFTER = timedelta(hours=3)


def decide_at_the_start(school: School, office: dict[str, Account], live: date, *, at: datetime) -> None:
    """From when reminders go out, and how many hours make a month."""
    day = at.astimezone(SHANGHAI).date()
    document = f"示例院发〔{day.year}〕3号"
    for proposal in (
        Proposal(
            DecisionKind.LIVE_FROM, Reminding.START, live, document, "上一学年的旧记录录完以后再开始提醒"
        ),
        Proposal(
            DecisionKind.PROFILE, Profile.WD20, day, document, "与教学工作量的折算一致，每月按 20 个工作日"
        ),
    ):
        decision = propose(school, proposal, actor=office["hr"], at=at)
        confirm_decision(decision, actor=office["admin"], at=at + CONFIRMED_AFTER, papers=numbers_in_force)


def decide_the_month_to_come(school: School, office: tuple[Account, Account], now: datetime) -> None:
    """Another month from the year after next on: confirmed, with whom it changes kept and told."""
    today = now.astimezone(SHANGHAI).date()
    proposal = Proposal(
        DecisionKind.PROFILE, Profile.WD2175, date(today.year + 2, 1, 1), f"示例院发〔{today.year}〕18号",
        "与核算月工资的天数一致，留出一年准备",
    )  # fmt: skip
    proposer, confirmer = office
    decision = propose(school, proposal, actor=proposer, at=now - timedelta(days=2))
    confirmed_at = now - timedelta(days=2) + CONFIRMED_AFTER
    confirm_decision(decision, actor=confirmer, at=confirmed_at, papers=numbers_in_force)


def propose_ten_months(school: School, proposer: Account, now: datetime) -> None:
    """Ten months from the next year on; it waits for somebody to confirm it."""
    today = now.astimezone(SHANGHAI).date()
    proposal = Proposal(
        DecisionKind.GATE, "LN-2021-5Y10M", date(today.year + 1, 1, 1), f"示例院发〔{today.year}〕21号",
        "省里较新的文件写 10 个月，拟从严掌握", Transition.AS_OF,
    )  # fmt: skip
    propose(school, proposal, actor=proposer, at=now - timedelta(days=1))
