"""Practice plans of the demo: going on, waiting, returned, done, closed; one department's five years."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.accounts.models import Account
from app.clock import SHANGHAI
from app.domain.facts import RecordStatus as S
from app.domain.facts import Venue
from app.domain.workflow import Action
from app.extensions import db
from app.plans.checks import Planned
from app.plans.department_operations import PlannedLine, save_five_years
from app.plans.draft_operations import create_plan
from app.plans.log_operations import Finding, Summary, Week, add_check, sum_up, write_week
from app.plans.models import CHECKLIST, Agreement, Answer, Appraisal, CheckWay, PracticePlan
from app.plans.operations import act, close_plan, make_record
from app.plans.queries import weeks_of
from app.practice.checks import Written
from app.practice.evidence_operations import add_evidence
from app.practice.models import PatternKind, RecordKind
from app.practice.operations import act as act_on_record
from app.teachers.models import Teacher
from seeds.scans import appraisal_scan

if TYPE_CHECKING:
    from seeds.demo import Demo

DEPARTMENT = "机电工程系"
LATER = (50, 70)
"""Days from today."""
TASKS = "跟班学习数控产线的点检、对刀与首件检验，独立完成一个工序的工艺卡。"
TRANSFER = "把企业的点检表改成《数控加工工艺》的实训任务书，下学期用两个班试用。"
SETTLED: dict[str, Any] = {
    "mentor_name": "钟示例",
    "mentor_phone": "024-8000 0000",
    "transfer": TRANSFER,
    "agreement": Agreement.SIGNED,
    "agreement_number": "示例校企协〔2026〕18号",
    "insurance": "雇主责任险，保单号 示例-2026-0018",
    "safety": "报到当天由企业安全员讲解，签字留底",
    **dict.fromkeys(CHECKLIST, Answer.CLEAR),
}


def plan_practice(demo: "Demo", accounts: Mapping[str, Account]) -> int:
    """Write the plans; returns how many there are. Accounts are given by sign-in name."""
    _going_on(demo, accounts["teacher"])
    _begin(demo, accounts["teacher"], "robot", LATER, transfer="", insurance="", safety="", secrecy=None)
    _waiting(demo, accounts["t11"], accounts["t16"])
    _done(demo, accounts["t21"])
    _not_happened(demo, accounts["t26"])
    _five_years(demo)
    return len(db.session.scalars(select(PracticePlan.id)).all())


def _begin(
    demo: "Demo",
    account: Account,
    site: str,
    days: tuple[int, int],
    *,
    weekdays: str = "",
    **changed: Any,  # noqa: ANN401 - fields of a plan
) -> PracticePlan:
    """A draft for days counted from today, written three weeks before they begin."""
    teacher = account.person.teacher
    assert teacher is not None
    today = demo.now.astimezone(SHANGHAI).date()
    first, last = (today + timedelta(days=n) for n in days)
    stretch = Written(
        kind=RecordKind.PRACTICE,
        site=demo.sites[site],
        venue=Venue.ENTERPRISE_POST,
        first_day=first,
        last_day=last,
        pattern=PatternKind.WEEKDAYS if weekdays else PatternKind.WORKDAYS,
        weekdays=weekdays,
        post="数控工艺员（跟班）",
        tasks=TASKS,
    )
    planned = Planned(stretch, **SETTLED | changed)
    return create_plan(teacher, planned, actor=account, at=min(_at(demo, days[0] - 21), _at(demo, -8)))


def _at(demo: "Demo", days: int) -> datetime:
    """Ten in the morning, so many days from today, and never later than now."""
    day = demo.now.astimezone(SHANGHAI).date() + timedelta(days=days)
    return min(datetime.combine(day, time(10), SHANGHAI), demo.now)


def _approve(demo: "Demo", plan: PracticePlan, account: Account, begins: int) -> None:
    head = demo.heads[DEPARTMENT]
    steps = ((Action.SUBMIT, account), (Action.ENDORSE, head), (Action.APPROVE, demo.hr))
    for step, (action, actor) in enumerate(steps):
        act(plan, action, actor=actor, at=_at(demo, begins - 18 + step))


def _going_on(demo: "Demo", account: Account) -> None:
    plan = _begin(demo, account, "heavy", (-18, 24), weekdays="45")
    _approve(demo, plan, account, -18)
    told = ("熟悉产线和安全规程，跟班点检。", "学习对刀和首件检验，记录两次换刀。")
    for monday, done in zip(weeks_of(plan, demo.now.date()), told, strict=False):
        sunday = (monday - demo.now.date()).days + 6
        week = Week(done, 2, 32, "设备手册只有英文版，正请师傅讲解。" if "对刀" in done else "")
        write_week(plan, monday, week, actor=account, at=_at(demo, sunday))
    day = plan.first_day + timedelta(days=7)
    found = Finding(day, CheckWay.VISIT, "王示例、人事处姜示例", "在岗，任务与计划一致；企业反映学习主动。")
    add_check(plan, found, actor=demo.heads[DEPARTMENT], at=_at(demo, -11))


def _waiting(demo: "Demo", first: Account, second: Account) -> None:
    allowance = "企业发交通补贴每天 30 元，已与人事处说明。"
    plan = _begin(demo, first, "robot", LATER, paid_work=Answer.CONFLICT, conflict_note=allowance)
    act(plan, Action.SUBMIT, actor=first, at=_at(demo, -2))
    plan = _begin(demo, second, "auto", LATER, agreement=Agreement.TO_SIGN, agreement_number="")
    act(plan, Action.SUBMIT, actor=second, at=_at(demo, -6))
    act(plan, Action.ENDORSE, actor=demo.heads[DEPARTMENT], at=_at(demo, -4))
    plan = _begin(demo, second, "heavy", (120, 140))
    act(plan, Action.SUBMIT, actor=second, at=_at(demo, -5))
    why = "任务写得太笼统，请写明做到什么程度"
    act(plan, Action.RETURN, actor=demo.heads[DEPARTMENT], at=_at(demo, -3), reason=why)


def _done(demo: "Demo", account: Account) -> None:
    """Carried out, summed up, and its record approved."""
    plan = _begin(demo, account, "robot", (-60, -41))
    _approve(demo, plan, account, -60)
    for monday in weeks_of(plan, plan.last_day):
        sunday = (monday - demo.now.date()).days + 6
        write_week(
            plan, monday, Week("按计划跟班，完成当周任务。", 5, 80), actor=account, at=_at(demo, sunday)
        )
    outcome = "新增两个实训任务，已在两个班试用。"
    summary = Summary("完成了一个工序的工艺卡，掌握点检流程。", Appraisal.EXCELLENT, "数控加工工艺", outcome)
    sum_up(plan, summary, actor=account, at=_at(demo, -39))
    record = make_record(plan, actor=account, at=_at(demo, -38))
    scan = appraisal_scan(
        demo.seal_font, teacher=account.person.name, site=plan.site.name, post=plan.post,
        first_day=plan.first_day, last_day=plan.last_day,
    )  # fmt: skip
    add_evidence(record, scan, "企业实践鉴定表.jpg", actor=account, at=_at(demo, -38))
    steps = ((Action.SUBMIT, account), (Action.ENDORSE, demo.heads[DEPARTMENT]), (Action.APPROVE, demo.hr))
    for step, (action, actor) in enumerate(steps):
        act_on_record(record, action, actor=actor, at=_at(demo, -37 + step))
    assert record.status is S.APPROVED


def _not_happened(demo: "Demo", account: Account) -> None:
    plan = _begin(demo, account, "heavy", (-30, -10))
    _approve(demo, plan, account, -30)
    close_plan(plan, actor=account, at=_at(demo, -28), reason="企业临时停产检修，改到明年暑期")


def _five_years(demo: "Demo") -> None:
    department = demo.departments[DEPARTMENT]
    teachers = db.session.scalars(
        select(Teacher).where(Teacher.department_id == department.id).order_by(Teacher.id)
    ).all()
    year = demo.now.astimezone(SHANGHAI).year
    lines = {
        teacher.id: PlannedLine(
            days=tuple(40 if (n + turn) % 5 == 0 else 22 for n in range(5)),
            note="流动站优先" if turn % 3 == 0 else "",
        )
        for turn, teacher in enumerate(teachers)
    }
    save_five_years(department, year - 2, lines, actor=demo.heads[DEPARTMENT], at=_at(demo, -200))
