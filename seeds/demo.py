"""The demo school, made through the same operations that people use."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from app.accounts.models import Account, Person
from app.clock import SHANGHAI
from app.domain.facts import Host, SchoolLevel, System
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.domain.sites import SiteKind, SiteLevel
from app.domain.workflow import Action
from app.extensions import db, write_transaction
from app.mail.smtp import send_one
from app.practice.checks import Written
from app.practice.draft_operations import create_record
from app.practice.models import PatternKind, RecordKind
from app.practice.operations import act
from app.schools.models import Department, School
from app.schools.operations import (
    add_department,
    confirm_records_complete,
    create_school,
    update_profile,
)
from app.teachers.account_operations import Grants, open_account
from app.teachers.models import Teacher
from app.teachers.operations import Details, Post, add_person
from app.venues.models import Site
from app.venues.operations import SiteFacts, add_site
from app.web.fonts import FOLDER
from app.web.truetype import prepare_fonts
from seeds.corrections import leaves_and_corrections
from seeds.decisions import decide_at_the_start, decide_the_month_to_come, propose_ten_months
from seeds.desk import waiting
from seeds.evidence import attach_scan
from seeds.fallen import let_records_fall
from seeds.mentors import ask_mentors
from seeds.people import DEPARTMENTS, Staff, staff
from seeds.places import enterprises
from seeds.plan import Stretch, stretches
from seeds.practice_plans import plan_practice
from seeds.recommend import recommend
from seeds.review import review_goes_on
from seeds.rulings import rule_on_some
from seeds.years import freeze_years

PASSWORD = "shifan-2026"
OFFICE = (
    ("陶示例", "hr", Role.HR),
    ("姜示例", "hr2", Role.HR),
    ("范示例", "admin", Role.ADMIN),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """The school being filled."""

    school: School
    departments: dict[str, Department]
    sites: dict[str, Site]
    hr: Account
    hr2: Account
    admin: Account
    heads: dict[str, Account]
    now: datetime
    seal_font: Path


def is_empty() -> bool:
    """Whether there is no school yet."""
    return db.session.scalar(select(func.count()).select_from(School)) == 0


def seed_demo(now: datetime) -> str:
    """Write the demo school; returns one line on what there is."""
    today = now.astimezone(SHANGHAI).date()
    with write_transaction():
        demo, teachers = _found_school(now, today)
        db.session.commit()
    records = 0
    for turn, (person, teacher, account) in enumerate(teachers):
        for stretch in (*stretches(person.kind, today, turn), *waiting(person.username, today)):
            with write_transaction():
                _log(demo, person, teacher, account, stretch)
                db.session.commit()
            records += 1
    with write_transaction():
        ask_mentors(demo.hr, "teacher", now)
        records += review_goes_on(demo, teachers)
        records += freeze_years(demo, teachers)
        db.session.commit()
    with write_transaction():
        leaves_and_corrections(demo.school, demo.hr, now)
        issued = recommend(demo.school, demo.hr, demo.hr2, now)
        let_records_fall(demo.school, demo.hr2, now)
        propose_ten_months(demo.school, demo.hr, now)
        decide_the_month_to_come(demo.school, (demo.hr, demo.admin), now)
        rule_on_some(demo.school, demo.hr2, now)
        db.session.commit()
    with write_transaction():
        planned = plan_practice(demo, {account.username: account for _, _, account in teachers})
        db.session.commit()
    while send_one(now):
        pass
    made = f"{records} 条记录，{planned} 份实践计划，{issued} 份推荐书"
    return f"示例学校已建立：{len(teachers)} 位教师，{made}"


def _found_school(now: datetime, today: date) -> tuple[Demo, list[tuple[Staff, Teacher, Account]]]:
    founded = at_ten(date(today.year - 6, 9, 1))
    school = create_school("10999", "示例职业技术学院", System.EDU, SchoolLevel.HIGHER, at=founded)
    departments = {name: add_department(school, name, actor=None, at=founded) for name in DEPARTMENTS}
    office = {name: _office_account(school, label, name, role, founded) for label, name, role in OFFICE}
    admin = office["admin"]
    update_profile(
        school, name=school.name, signatory="校长　示例", seal_place="（学校盖章处）", actor=admin, at=founded
    )
    decide_at_the_start(school, office, date(today.year - 1, 1, 1), at=founded)
    confirm_records_complete(school, date(today.year - 6, 1, 1), actor=admin, at=founded)
    sites = {key: add_site(facts, actor=office["hr"], at=founded) for key, facts in _sites(today).items()}
    for facts in enterprises():
        add_site(facts, actor=office["hr"], at=founded)
    teachers = [_take_on(school, departments, person, today, founded) for person in staff()]
    heads = {person.department: account for person, _, account in teachers if Role.HEAD in person.roles}
    font = prepare_fonts(Path(current_app.instance_path) / FOLDER)[0]
    demo = Demo(school, departments, sites, office["hr"], office["hr2"], admin, heads, now, font)
    return demo, teachers


def at_ten(day: date) -> datetime:
    """Ten in the morning in China."""
    return datetime.combine(day, time(10), SHANGHAI)


def _office_account(school: School, label: str, username: str, role: Role, at: datetime) -> Account:
    person = add_person(school, Details(label, f"{username}@example.edu"), actor=None, at=at)
    return _open(person, username, Grants(frozenset({role})), at)


def _take_on(
    school: School, departments: dict[str, Department], person: Staff, today: date, at: datetime
) -> tuple[Staff, Teacher, Account]:
    department = departments[person.department]
    post = Post(
        person.staff_number, department.id, date(today.year - person.years_here, 9, 1), person.specialty
    )
    details = Details(person.name, f"{person.username}@example.edu")
    human = add_person(school, details, post=post, category=person.category, actor=None, at=at)
    headed = frozenset({department.id}) if Role.HEAD in person.roles else frozenset()
    grants = Grants(frozenset({Role.TEACHER}), headed)
    account = _open(human, person.username, grants, at)
    teacher = human.teacher
    assert teacher is not None
    return person, teacher, account


def _open(person: Person, username: str, grants: Grants, at: datetime) -> Account:
    """The demo's password is public and need not be changed."""
    fast = current_app.config["SETTINGS"].argon2_fast
    account, _ = open_account(person, username, grants, actor=None, at=at, password=PASSWORD, fast_hash=fast)
    account.must_change_password = False
    return account


def _sites(today: date) -> dict[str, SiteFacts]:
    def enterprise(name: str) -> SiteFacts:
        return SiteFacts(SiteKind.ENTERPRISE, name, Host.ENTERPRISE)

    def recognised(kind: SiteKind, name: str, number: int, host: Host = Host.ENTERPRISE) -> SiteFacts:
        return SiteFacts(
            kind, name, host, level=SiteLevel.PROVINCIAL, document=f"示例文件〔2021〕{number}号",
            valid_from=date(today.year - 5, 1, 1),
            valid_to=date(today.year, 8, 4) if kind is SiteKind.STATION else None,
        )  # fmt: skip

    college = "示例大学“双师型”教师培养培训基地"
    return {
        "heavy": enterprise("示例重工有限公司"),
        "robot": enterprise("示例机器人股份有限公司"),
        "auto": enterprise("示例新能源汽车有限公司"),
        "cloud": enterprise("示例云计算科技有限公司"),
        "trade": enterprise("示例电子商务有限公司"),
        "station": recognised(SiteKind.STATION, "示例重工教师企业实践流动站", 1),
        "practice_base": recognised(SiteKind.PRACTICE_BASE, "示例机器人教师企业实践基地", 2),
        "college_base": recognised(SiteKind.TRAINING_BASE, college, 3, Host.SCHOOL),
        "enterprise_base": recognised(SiteKind.TRAINING_BASE, "示例汽车集团“双师型”教师培养培训基地", 4),
    }


def _log(demo: Demo, person: Staff, teacher: Teacher, account: Account, stretch: Stretch) -> None:
    """Log a stretch and take it through its review to the state of the story."""
    waits = stretch.status in {S.SUBMITTED, S.ENDORSED, S.RETURNED}
    after = stretch.last_day + timedelta(days=2)
    week_ago = demo.now.date() - timedelta(days=7)
    begun = min(at_ten(max(after, week_ago) if waits else after), demo.now)
    steps = iter(begun + timedelta(days=day) for day in range(1, 6))
    site = demo.sites[stretch.site]
    written = Written(
        kind=RecordKind.TRAINING if site.kind is SiteKind.TRAINING_BASE else RecordKind.PRACTICE,
        site=site,
        venue=stretch.venue,
        first_day=stretch.first_day,
        last_day=stretch.last_day,
        pattern=PatternKind.WEEKDAYS if stretch.weekdays else PatternKind.WORKDAYS,
        weekdays=stretch.weekdays,
        half_hours=stretch.half_hours,
        post=stretch.post,
        tasks=stretch.tasks,
        class_title="示例专业教师能力提升班" if site.kind is SiteKind.TRAINING_BASE else "",
        organiser=site.name if site.kind is SiteKind.TRAINING_BASE else "",
        training_hours=80 if site.kind is SiteKind.TRAINING_BASE else None,
    )
    record = create_record(teacher, written, actor=account, at=begun)
    attach_scan(record, demo.seal_font, stretch.status, actor=account, at=begun)
    for action, reason in PATHS[stretch.status]:
        if action is Action.ENDORSE and record.status is S.ENDORSED:
            continue  # a head's own record goes straight to HR
        reviewer = demo.heads[person.department] if record.status is S.SUBMITTED else demo.hr
        actor = account if action in {Action.SUBMIT, Action.WITHDRAW} else reviewer
        act(record, action, actor=actor, at=min(next(steps), demo.now), reason=reason)
        db.session.flush()


_ENDORSED = ((Action.SUBMIT, ""), (Action.ENDORSE, ""))
PATHS: dict[S, tuple[tuple[Action, str], ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: ((Action.SUBMIT, ""),),
    S.WITHDRAWN: ((Action.SUBMIT, ""), (Action.WITHDRAW, "")),
    S.ENDORSED: _ENDORSED,
    S.RETURNED: ((Action.SUBMIT, ""), (Action.RETURN, "鉴定表上的结束日期与所填不一致，请核对后再提交")),
    S.APPROVED: (*_ENDORSED, (Action.APPROVE, "")),
    S.REJECTED: (*_ENDORSED, (Action.REJECT, "经核实，该段时间在校上课，未到企业")),
    S.REVOKED: (
        *_ENDORSED,
        (Action.APPROVE, ""),
        (Action.REVOKE, "鉴定表公章与实践单位不符，请更正后重新提交"),
    ),
}
