"""What the pages of additions say besides the rows themselves."""

from dataclasses import dataclass

from app import clock
from app.accounts.models import Account
from app.accounts.queries import Step, steps
from app.accounts.second_person_queries import why_no_second
from app.audit import queries as audit
from app.domain.conclusion import chinese_date
from app.domain.roles import Role
from app.domain.rules import CountingRow, Law, Rule
from app.policy.additions import Addition, check_addition, check_near, read_addition
from app.policy.strict import StrictError
from app.schools.decision_queries import is_asker
from app.schools.law import law_of
from app.schools.law_models import AdditionState, LawAddition
from app.schools.law_wording import addition_title
from app.schools.retraction_operations import is_coming

STATE = {
    AdditionState.ENTERED: ("…", "待公布", "wait"),
    AdditionState.PUBLISHED: ("✓", "已公布", "ok"),
    AdditionState.RETRACTED: ("✕", "已收回", "light"),
    AdditionState.REFUSED: ("✕", "未同意", "bad"),
    AdditionState.WITHDRAWN: ("–", "已撤回", "light"),
}
_EVENTS = {
    "law:entered": "录入",
    "law:published": "公布",
    "law:refused": "不同意公布",
    "law:withdrawn": "撤回",
    "law:retraction_asked": "提出收回",
    "law:retracted": "同意收回",
    "law:kept": "不收回",
}


@dataclass(frozen=True, slots=True)
class AdditionPage:
    """One addition and what follows from it."""

    addition: LawAddition
    read: Addition | None
    """None where this edition cannot read it."""
    takes_over: str
    problem: str | None
    """Why it cannot be published as the law stands now, or was left out of it though it is published."""
    steps: tuple[Step, ...]
    may_decide: bool
    why_not: str | None
    """Why the reader's account does not count as a second person's."""
    may_withdraw: bool
    may_retract: bool
    """Whether it is published, its day still to come, and nobody asks yet."""
    retracting: bool
    may_agree: bool

    @property
    def rule(self) -> Rule | None:
        return self.read if isinstance(self.read, Rule) else None

    @property
    def rows(self) -> tuple[CountingRow, ...]:
        return () if self.read is None or isinstance(self.read, Rule) else self.read.rows

    @property
    def open(self) -> bool:
        return self.addition.state is AdditionState.ENTERED


def addition_page(addition: LawAddition, actor: Account) -> AdditionPage:
    """Lay out an addition for somebody of the office."""
    entered = addition.state is AdditionState.ENTERED
    law = law_of(addition.school_id)
    read, problem = _read(law, addition)
    published, asker = addition.state is AdditionState.PUBLISHED, addition.retraction_by
    retracting = published and asker is not None
    own = is_asker(addition, actor)
    why_not = None
    if (entered or retracting) and not own:
        asked_at = addition.retraction_at or addition.entered_at
        why_not = why_no_second(actor, asker or addition.entered_by, asked_at)
    events = audit.history("law_addition", addition.id, school_id=addition.school_id)
    return AdditionPage(
        addition=addition,
        read=read,
        takes_over=takes_over(law, read) if entered and read else "",
        problem=problem,
        steps=steps(events, _EVENTS, lambda event: event.reason),
        may_decide=entered and not own and not why_not,
        why_not=why_not,
        may_withdraw=entered and own and actor.has(Role.ADMIN),
        may_retract=published and not retracting and is_coming(addition, clock.now()),
        retracting=retracting,
        may_agree=retracting and not own and not why_not,
    )


def takes_over(law: Law, read: Addition) -> str:
    """What publishing does to what is in force, in a sentence."""
    if not isinstance(read, Rule):
        newest, day = law.countings[-1], chinese_date(read.dated)
        return (
            f"{day}起，所列形式按第 {read.version} 版计，其余各行不变；"
            f"{day}以前截止的统计期仍按第 {newest.version} 版。"
        )
    versions = law.versions(read.id)
    if not versions:
        return "这是一条新的规则，不代替任何已有的规则。"
    if read.effective_from is None:
        return ""
    day, before = chinese_date(read.effective_from), f"第 {versions[-1].version} 版"
    return f"{day}起代替{before}；{day}以前截止的统计期仍按{before}判断。{before}的文字不改动。"


def _read(law: Law, addition: LawAddition) -> tuple[Addition | None, str | None]:
    """What a text says, and why it cannot be law."""
    try:
        read = read_addition(addition.text)
    except StrictError as error:
        return None, str(error)
    return read, problem_of(law, addition)


def problem_of(law: Law, addition: LawAddition) -> str | None:
    """Why an open addition cannot be published, or a published one was left out of the law."""
    if addition.state is AdditionState.PUBLISHED:
        return next((why for why in law.left_out if why.startswith(addition_title(addition))), None)
    if addition.state is not AdditionState.ENTERED:
        return None
    try:
        check_near(check_addition(law, addition.text), clock.today())
    except StrictError as error:
        return str(error)
    return None
