"""One function for each noun: a valid row with the fewest words."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from secrets import token_hex

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from pypdf import PdfWriter
from sqlalchemy import update

from app import clock
from app.accounts.models import Account, AccountRole, Person, StandIn
from app.accounts.passwords import hash_password
from app.accounts.sessions import start_sign_in
from app.certificates.models import Certificate
from app.confirmations.links import make_token, new_nonce, nonce_hash
from app.confirmations.models import Confirmation
from app.domain.certificates import EthicsResult, Level, facts_to_json
from app.domain.evidence import ConfirmationState
from app.domain.facts import Category, Host, RecordStatus, SchoolLevel, System, Transition, Venue, YearBasis
from app.domain.roles import Role
from app.domain.windows import Window, year_begun
from app.extensions import db, write_transaction
from app.files.models import StoredFile
from app.files.operations import store_pdf
from app.mail.models import Mail, MailStatus
from app.plans.models import CHECKLIST, Agreement, Answer, PracticePlan
from app.practice.models import Evidence, PatternKind, PracticeRecord, RecordKind
from app.practice.proof import confirmed_facts
from app.practice.review_marks import Endorsement
from app.recognition.frozen_verdict import to_json
from app.recognition.models import Proposal, ProposalStatus
from app.schools.defaults import defaults_for
from app.schools.law_models import AdditionKind, AdditionState, LawAddition
from app.schools.models import DecisionKind as Kind
from app.schools.models import DecisionOrigin, DecisionStatus, Department, School, SchoolDecision
from app.snapshots.models import Snapshot
from app.snapshots.operations import freeze_year
from app.snapshots.queries import school_year
from app.teachers.models import (
    CorrectionRequest,
    CorrectionState,
    HeldFact,
    Teacher,
    TeacherCategory,
    TeacherLeave,
)
from app.teachers.ruling_models import Ruling, RulingAnswer
from app.venues.models import Site, SiteKind
from tests.recommendations import FACTS, VERDICT

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PASSWORD = "mima-shili-2026"
PASSWORD_HASH = hash_password(PASSWORD, fast=True)
_numbers = count(1)


def save(row):
    """Write the row now, so that it has an id."""
    db.session.add(row)
    db.session.flush()
    return row


def make_school(name: str = "示例职业技术学院", **values: object) -> School:
    code = values.pop("code", f"S{next(_numbers):04d}")
    return save(
        School(code=code, name=name, system=System.EDU, level=SchoolLevel.HIGHER, created_at=AT, **values)
    )


def give_default_decisions(school: School) -> None:
    """What a new school starts with: the usual profile, the calendar year, six months as the gate."""
    for default in defaults_for(school.system):
        save(
            SchoolDecision(
                school_id=school.id,
                origin=DecisionOrigin.DEFAULT,
                decided_at=AT,
                **{f.name: getattr(default, f.name) for f in fields(default)},
            )
        )


def begin_with(school: School, kind: Kind, **values: object) -> None:
    """Another value of what the school began with: no step of its people changes a decision."""
    db.session.execute(
        update(SchoolDecision)
        .where(SchoolDecision.school_id == school.id, SchoolDecision.kind == kind)
        .values(**values)
    )


def make_decision(
    school: School, kind: Kind = Kind.GATE, value: str = "LN-2021-5Y10M", *,
    by: Account, decided_by: Account | None = None, **values: object,
) -> SchoolDecision:  # fmt: skip
    """Proposed, or confirmed where somebody has decided; ten months as the gate if nothing is said."""
    values = {
        "effective_from": date(2027, 1, 1), "document": "示例院发〔2026〕12号", "reason": "示例理由",
        "transition": Transition.AS_OF if kind is Kind.GATE else None, "origin": DecisionOrigin.SCHOOL,
        "status": DecisionStatus.CONFIRMED if decided_by else DecisionStatus.PROPOSED,
        "decided_at": AT if decided_by else None, "proposed_at": AT,
    } | values  # fmt: skip
    return save(
        SchoolDecision(
            school_id=school.id, kind=kind, value=value, proposed_by=by,
            decided_by=decided_by, **values,
        )
    )  # fmt: skip


TWO_MONTHS = """id = "LN-2022-1M"
version = 2
status = "in_force"
effective_from = 2026-01-01
effective_from_assumed = false
population = ["specialized"]
systems = ["EDU"]
window = "year"
minimum_months = 2
column = "annual"

[citation]
title = "示例市职业学校教师企业实践办法"
number = "示例发〔2025〕9号"
issued_on = "2025-11"
words = "每年累计不少于两个月"
source = "文件文本"
"""
"""A second version of the annual rule, in the form of the program's own files."""


def make_addition(
    by: Account, text: str = TWO_MONTHS, *, published_by: Account | None = None, **values: object
) -> LawAddition:  # fmt: skip
    """A version of the annual rule that a school entered, or published."""
    values = {
        "kind": AdditionKind.RULE, "subject": "LN-2022-1M", "number": 2, "effective_from": date(2026, 1, 1),
    } | values  # fmt: skip
    return save(
        LawAddition(
            school_id=by.school_id, **values, text=text, document="示例院发〔2026〕5号", reason="示例理由",
            state=AdditionState.PUBLISHED if published_by else AdditionState.ENTERED,
            entered_by=by, entered_at=AT, decided_by=published_by, decided_at=AT if published_by else None,
        )
    )  # fmt: skip


def make_department(school: School, name: str = "机电系") -> Department:
    return save(Department(school_id=school.id, name=name))


def make_person(school: School, name: str = "示例甲", **values: object) -> Person:
    number = next(_numbers)
    values.setdefault("email", f"p{number}@example.edu")
    return save(Person(school_id=school.id, name=name, created_at=AT, **values))


def make_account(
    person: Person,
    *roles: Role,
    heads: Department | None = None,
    username: str | None = None,
    **values: object,
) -> Account:
    grants = [AccountRole(role=role) for role in roles if role is not Role.HEAD]
    if heads is not None:
        grants.append(AccountRole(role=Role.HEAD, department_id=heads.id))
    values = {"must_change_password": False, "active": True} | values
    return save(
        Account(
            school_id=person.school_id,
            person_id=person.id,
            username=username or f"u{next(_numbers)}",
            password_hash=PASSWORD_HASH,
            password_changed_at=AT,
            created_at=AT,
            grants=grants,
            **values,
        )
    )


def make_stand_in(
    account: Account, lender: Account, first_day: date, *, days: int = 7, hr: bool = False
) -> StandIn:
    """Somebody reviews in the place of a head, or of HR."""
    headed = None if hr else min(lender.headed_department_ids)
    return save(
        StandIn(
            school_id=lender.school_id, account=account, for_account=lender,
            role=Role.HR if hr else Role.HEAD, department_id=headed,
            first_day=first_day, last_day=first_day + timedelta(days=days - 1),
            created_by_id=lender.id, created_at=AT, ended_at=None,
        )
    )  # fmt: skip


def make_teacher(
    person: Person,
    department: Department,
    *,
    hired_on: date = date(2015, 9, 1),
    category: Category = Category.SPECIALIZED,
    **values: object,
) -> Teacher:
    values.setdefault("staff_number", f"{next(_numbers):06d}")
    return save(
        Teacher(
            school_id=person.school_id,
            person_id=person.id,
            department_id=department.id,
            hired_on=hired_on,
            created_at=AT,
            categories=[TeacherCategory(category=category, first_day=hired_on)],
            **values,
        )
    )


def make_leave(
    teacher: Teacher,
    first_day: date = date(2025, 3, 1),
    last_day: date = date(2025, 6, 30),
    *,
    by: Account,
    **values: object,
) -> TeacherLeave:
    """An approved leave, entered by somebody else."""
    return save(
        TeacherLeave(
            school_id=teacher.school_id, teacher=teacher, first_day=first_day, last_day=last_day,
            entered_by_id=by.id, created_at=AT, **values,
        )
    )  # fmt: skip


def calendar_year(year: int) -> Window:
    return year_begun(year, YearBasis.CALENDAR)


def make_ruling(
    teacher: Teacher, kind: RulingAnswer = RulingAnswer.EXEMPT, *, by: Account, **values: object
) -> Ruling:
    """Exempt from one calendar year, unless it is told otherwise."""
    values = {
        "rule": "LN-2022-1M", "document": "示例院人〔2026〕3号", "reason": "示例理由", "decided_at": AT,
    } | values  # fmt: skip
    year = values.pop("year", 2025 if kind is RulingAnswer.EXEMPT else None)
    if year is not None:
        values["first_day"], values["last_day"] = calendar_year(year)
    number = values.pop("number", None) or f"10001-CD-2026-{next(_numbers):04d}"
    return save(
        Ruling(
            school_id=teacher.school_id, teacher=teacher, kind=kind, number=number, decided_by=by,
            **values,
        )
    )  # fmt: skip


def make_request(
    person: Person,
    fact: HeldFact = HeldFact.SPECIALTY,
    *,
    answered_by: Account | None = None,
    **values: object,
) -> CorrectionRequest:
    """Open, or declined where somebody has answered."""
    values = {
        "held": "未填写", "wanted": "数控技术", "why": "聘用合同上这样写",
        "state": CorrectionState.DECLINED if answered_by else CorrectionState.OPEN,
        "answer": "合同上没有写专业" if answered_by else "",
        "closed_at": AT if answered_by else None,
    } | values  # fmt: skip
    return save(
        CorrectionRequest(
            school_id=person.school_id, person=person, fact=fact, asked_at=AT,
            answered_by=answered_by, **values,
        )
    )  # fmt: skip


def make_site(school: School, name: str = "示例重工有限公司", **values: object) -> Site:
    values = {"kind": SiteKind.ENTERPRISE, "host": Host.ENTERPRISE} | values
    return save(Site(school_id=school.id, name=name, created_at=AT, active=True, **values))


def make_record(
    teacher: Teacher,
    site: Site,
    first_day: date = date(2026, 7, 6),
    last_day: date = date(2026, 7, 31),
    *,
    status: RecordStatus = RecordStatus.DRAFT,
    by: Account,
    reviewer: Account | None = None,
    **values: object,
) -> PracticeRecord:
    """A record in any state, with the marks that the state demands."""
    values = {
        "kind": RecordKind.PRACTICE, "venue": Venue.ENTERPRISE_POST, "pattern": PatternKind.WORKDAYS,
        "half_hours": 16, "post": "设备维护", "tasks": "参加示例产线的设备维护与调试",
    } | values  # fmt: skip
    return save(
        PracticeRecord(
            school_id=teacher.school_id, teacher_id=teacher.id, site_id=site.id, host=site.host,
            first_day=first_day, last_day=last_day, status=status, entered_by_id=by.id,
            created_at=AT, updated_at=AT, **_marks(status, reviewer or by) | values,
        )
    )  # fmt: skip


def _marks(status: RecordStatus, reviewer: Account) -> dict[str, object]:
    """Who did what when, as the state demands."""
    sent = status not in {RecordStatus.DRAFT, RecordStatus.WITHDRAWN}
    refused = {RecordStatus.RETURNED, RecordStatus.REJECTED, RecordStatus.REVOKED}
    answered = status in refused | {RecordStatus.APPROVED}
    endorsed = sent and status not in {RecordStatus.SUBMITTED, RecordStatus.RETURNED}
    revoked = status is RecordStatus.REVOKED
    return {
        "submitted_at": AT if sent else None,
        "endorsement": Endorsement.GIVEN if endorsed else None,
        "endorsed_by_id": reviewer.id if endorsed else None,
        "endorsed_at": AT if endorsed else None,
        "decided_by_id": reviewer.id if answered else None,
        "decided_at": AT if answered else None,
        "revoked_by_id": reviewer.id if revoked else None,
        "revoked_at": AT if revoked else None,
        "reason": "示例原因" if status in refused else "",
    }


def make_plan(
    teacher: Teacher,
    site: Site,
    first_day: date | None = None,
    last_day: date | None = None,
    *,
    status: RecordStatus = RecordStatus.DRAFT,
    by: Account,
    reviewer: Account | None = None,
    **values: object,
) -> PracticePlan:
    """A plan from which nothing is missing, in any state; it begins in a month where no day is given."""
    first_day = first_day or clock.today() + timedelta(days=30)
    last_day = last_day or first_day + timedelta(days=25)
    values = {
        "venue": Venue.ENTERPRISE_POST, "pattern": PatternKind.WORKDAYS, "half_hours": 16,
        "post": "设备维护", "tasks": "学会示例产线的点检", "transfer": "更新示例课程的实训项目",
        "mentor_name": "示例师傅", "mentor_phone": "024-8000 0000", "agreement": Agreement.SIGNED,
        "agreement_number": "示例协〔2027〕1号", "insurance": "雇主责任险",
        "safety": "进厂时由安全员讲解",
        **dict.fromkeys(CHECKLIST, Answer.CLEAR),
    } | values  # fmt: skip
    return save(
        PracticePlan(
            school_id=teacher.school_id, teacher=teacher, site=site, host=site.host,
            first_day=first_day, last_day=last_day, status=status, entered_by_id=by.id,
            created_at=AT, updated_at=AT, **_marks(status, reviewer or by) | values,
        )
    )  # fmt: skip


def make_evidence(record: PracticeRecord, *, by: Account, name: str = "鉴定表.pdf") -> Evidence:
    """A row only; no bytes on disk."""
    number = next(_numbers)
    file = save(
        StoredFile(
            school_id=record.school_id,
            sha256=f"{number:064x}",
            size=1,
            media_type="application/pdf",
            created_at=AT,
        )
    )
    evidence = Evidence(
        school_id=record.school_id, file_id=file.id, name=name, added_by_id=by.id, added_at=AT, record=record
    )
    return save(evidence)


def make_link(
    record: PracticeRecord, *, by: Account, answer: ConfirmationState | None = None, **values: object
) -> tuple[Confirmation, str]:
    """A link as the mentor has it, open or answered; the record says the same."""
    now = clock.now()
    nonce = new_nonce()
    record.confirmation = answer or ConfirmationState.ASKED
    confirmation = save(
        Confirmation(**{
            "school_id": record.school_id, "record_id": record.id, "nonce_hash": nonce_hash(nonce),
            "mentor_name": "示例陈师傅", "mentor_post": "车间主任", "facts": confirmed_facts(record),
            "enterprise": "示例重工有限公司", "days": 20, "asked_by_id": by.id,
            "asked_at": now, "expires_at": now + timedelta(days=14),
            "answer": answer, "answered_at": now if answer else None,
        } | values)
    )  # fmt: skip
    return confirmation, make_token(confirmation.id, nonce)


def make_proposal(
    teacher: Teacher, *, by: Account, decided_by: Account | None = None, **values: object
) -> Proposal:
    """Open, or agreed to where somebody has decided."""
    values = {
        "level": Level.MIDDLE, "criteria": "《示例认定条件》（示例〔2026〕1号）",
        "ethics_result": EthicsResult.PASSED, "ethics_year": 2025, "notice_first": date(2026, 11, 9),
        "notice_last": date(2026, 11, 13), "as_of": AT.date(), "verdict": to_json(VERDICT),
        "status": ProposalStatus.APPROVED if decided_by else ProposalStatus.PROPOSED,
    } | values  # fmt: skip
    return save(
        Proposal(
            school_id=teacher.school_id, teacher=teacher, proposed_by=by, proposed_at=AT,
            decided_by=decided_by, decided_at=AT if decided_by else None, **values,
        )
    )  # fmt: skip


def make_certificate(proposal: Proposal) -> Certificate:
    """An issued recommendation whose file is an empty page."""
    page = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(842, 595)
    writer.write(page)
    number = next(_numbers)
    code = f"{number:028d}"
    return save(
        Certificate(
            school_id=proposal.school_id, teacher=proposal.teacher, proposal_id=proposal.id,
            number=f"10001-SS-2026-Z-{number:04d}", year=2026, sequence=number, level=proposal.level,
            facts=facts_to_json(FACTS), verify_code=code, issued_at=AT, issued_by_id=proposal.decided_by_id,
            pdf=store_pdf(page.getvalue(), school_id=proposal.school_id, at=AT),
        )
    )  # fmt: skip


def make_snapshot(
    school: School, year: int | None = None, *, by: Account, at: datetime | None = None
) -> Snapshot:
    """A year frozen as the office freezes it; the last one that has ended where none is given."""
    at = at or clock.now()
    year = clock.local(at).year - 1 if year is None else year
    return freeze_year(school.id, school_year(school.id, year), actor=by, at=at)


def sign_in(app: Flask, account: Account) -> FlaskClient:
    """A browser in which the account is signed in; the page for it has tests of its own."""
    client = app.test_client()
    db.session.commit()
    with write_transaction():
        started = start_sign_in(account, at=clock.now(), ip="127.0.0.1", user_agent="")
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = started
    return client


def sign_in_by_page(app: Flask, account: Account, password: str = PASSWORD) -> FlaskClient:
    """The same through the real page."""
    client = app.test_client()
    csrf = token(client, "/sign-in")
    answer = client.post(
        "/sign-in", data={"username": account.username, "password": password, "csrf_token": csrf}
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def token(client: FlaskClient, path: str = "") -> str:
    """The CSRF token of a page's form, or without a path one that is as good."""
    if path:
        page = client.get(path).get_data(as_text=True)
        return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    with client.session_transaction() as session:
        held = session.setdefault("csrf_token", token_hex())
    application = client.application
    signer = URLSafeTimedSerializer(str(application.secret_key), salt="wtf-csrf-token")
    return str(signer.dumps(held))


def make_mail(person: Person, key: str | None = None, **values: object) -> Mail:
    """A mail that waits in the outbox."""
    values = {
        "recipient": person.email, "subject": "年度企业实践还差 40 小时", "text": "示例正文\n",
        "html": "<p>示例正文</p>", "status": MailStatus.PENDING, "not_before": AT, "created_at": AT,
    } | values  # fmt: skip
    return save(
        Mail(
            key=key or f"mail-{next(_numbers)}",
            school_id=person.school_id,
            person_id=person.id,
            kind="reminder",
            **values,
        )
    )
