"""What was published wrongly is taken back by two people before its day; and additions wait for somebody."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.guards import NotAllowedError
from app.accounts.second_person_queries import NotIndependentError
from app.audit.models import AuditEvent
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail, MailStatus
from app.policy.additions import check_addition
from app.policy.loader import load_law
from app.schools.decision_queries import to_confirm
from app.schools.law import law_of
from app.schools.law_models import AdditionState
from app.schools.law_operations import DecidedError, NoAnswerError, SamePersonError, enter, publish, withdraw
from app.schools.models import DecisionKind
from app.schools.retraction_operations import CannotRetractError, ask_retraction, keep, retract
from app.teachers.account_operations import reset_password
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, TWO_MONTHS, make_account, make_addition, make_decision, sign_in, token
from tests.features.test_law_additions import PAGE, entry, post, said
from tests.policy.test_additions import NEW_RULE

NEXT_YEAR = TWO_MONTHS.replace("2026-01-01", "2027-01-01")
LATER = AT + timedelta(days=1)


def published(cast, **values):
    values = {"effective_from": date(2027, 1, 1)} | values
    return make_addition(cast.admin, NEXT_YEAR, published_by=cast.hr, **values)


def mails():
    found = db.session.scalars(select(Mail).where(Mail.kind == "addition_waiting").order_by(Mail.id))
    return [(mail.person_id, mail.subject.split("：")[0], mail.status) for mail in found]


def test_one_asks_another_agrees_and_the_number_is_free_again(cast):
    addition = published(cast)
    ask_retraction(addition, " 日期写错了 ", actor=cast.hr, at=AT)
    assert law_of(cast.school.id).versions("LN-2022-1M")[-1].version == 2
    retract(addition, actor=cast.admin, at=LATER)
    assert law_of(cast.school.id) is load_law()
    assert (addition.state, addition.retraction_by, addition.retraction_reason) == (
        AdditionState.RETRACTED, cast.hr, "日期写错了",
    )  # fmt: skip
    assert (addition.retracted_by_id, addition.retracted_at) == (cast.admin.id, LATER)
    tags = db.session.scalars(select(AuditEvent.tag).order_by(AuditEvent.id)).all()
    assert tags == ["law:retraction_asked", "law:retracted"]
    publish(enter(cast.school, entry(NEXT_YEAR), actor=cast.admin, at=AT), actor=cast.hr, at=AT)
    with pytest.raises(DecidedError):
        ask_retraction(addition, "再来", actor=cast.hr, at=AT)


def test_who_asked_does_not_agree_through_another_account_or_another_persons_either(cast):
    addition = published(cast)
    ask_retraction(addition, "日期写错了", actor=cast.admin, at=AT)
    second = make_account(cast.admin.person, Role.HR)
    for account in (cast.admin, second):
        with pytest.raises(SamePersonError):
            retract(addition, actor=account, at=AT)
    reset_password(cast.hr2, actor=cast.admin, at=AT, fast_hash=True)
    with pytest.raises(NotIndependentError):
        retract(addition, actor=cast.hr2, at=AT)
    for step in (retract, keep):
        with pytest.raises(NotAllowedError):
            step(addition, actor=cast.head, at=AT)
    assert addition.state is AdditionState.PUBLISHED


def test_what_is_in_effect_stays_and_a_reason_is_asked(cast):
    with pytest.raises(CannotRetractError, match="它的日期已到"):
        ask_retraction(published(cast, effective_from=date(2026, 11, 20)), "错了", actor=cast.hr, at=AT)
    coming = published(cast, number=3, effective_from=date(2026, 11, 21))
    with pytest.raises(NoAnswerError):
        ask_retraction(coming, " ", actor=cast.hr, at=AT)
    ask_retraction(coming, "错了", actor=cast.hr, at=AT)
    with pytest.raises(CannotRetractError):
        retract(coming, actor=cast.admin, at=LATER)


def test_of_several_to_come_the_last_is_taken_back_first(cast):
    """Whom the later one changes was found on top of the earlier, and nobody would tell the others."""
    earlier = published(cast)
    ask_retraction(earlier, "日期写错了", actor=cast.hr, at=AT)
    later = published(cast, number=3, effective_from=date(2027, 3, 1))
    published(cast, number=3, subject="LN-2020-5Y6M", effective_from=date(2027, 3, 1))
    first = "之后还公布了第 3 版（2027-03-01 起），.*请先收回第 3 版"
    with pytest.raises(CannotRetractError, match=first):
        retract(earlier, actor=cast.admin, at=LATER)
    keep(earlier, actor=cast.hr, at=LATER)
    with pytest.raises(CannotRetractError, match=first):
        ask_retraction(earlier, "日期写错了", actor=cast.hr, at=LATER)
    for one in (later, earlier):
        ask_retraction(one, "日期写错了", actor=cast.hr, at=LATER)
        retract(one, actor=cast.admin, at=LATER)
    assert {earlier.state, later.state} == {AdditionState.RETRACTED}


def test_a_rule_that_a_decision_names_is_not_taken_back(cast):
    text = NEW_RULE.replace("2026-01-01", "2027-01-01")
    addition = make_addition(
        cast.admin,
        text,
        published_by=cast.hr,
        subject="SHILI-2026-2M",
        number=1,
        effective_from=date(2027, 1, 1),
    )
    make_decision(cast.school, DecisionKind.GATE, "SHILI-2026-2M", by=cast.hr)
    with pytest.raises(CannotRetractError, match="请先改那项决定"):
        ask_retraction(addition, "错了", actor=cast.hr, at=AT)


def test_it_is_kept_where_one_thinks_otherwise(cast):
    addition = published(cast)
    for actor in (cast.hr, cast.admin):
        ask_retraction(addition, "日期写错了", actor=cast.hr, at=AT)
        with pytest.raises(DecidedError):
            ask_retraction(addition, "再来", actor=cast.admin, at=AT)
        keep(addition, actor=actor, at=AT)
        for step in (keep, retract):
            with pytest.raises(DecidedError):
                step(addition, actor=cast.admin, at=AT)
    assert (addition.state, addition.retraction_by) == (AdditionState.PUBLISHED, None)
    assert check_addition(
        law_of(cast.school.id), NEXT_YEAR.replace("= 2\n", "= 3\n", 1).replace("2027", "2028")
    )


@pytest.mark.parametrize(
    "broken",
    [
        "state = 'retracted'",
        "retraction_by_id = {hr}",
        "retraction_by_id = {hr}, retraction_at = entered_at",
        "retracted_by_id = {hr}, retracted_at = entered_at",
        (
            "state = 'retracted', retraction_by_id = {hr}, retraction_at = entered_at,"
            " retraction_reason = 'x', retracted_by_id = {hr}, retracted_at = entered_at"
        ),
    ],
)
def test_the_database_knows_that_two_take_back(cast, broken):
    published(cast)
    with pytest.raises(IntegrityError):
        db.session.connection().exec_driver_sql(f"UPDATE law_addition SET {broken.format(hr=cast.hr.id)}")
    db.session.rollback()


def test_those_who_can_publish_are_told_and_then_not_any_more(cast):
    addition = enter(cast.school, entry(NEXT_YEAR), actor=cast.admin, at=AT)
    asked = [(one.person_id, "请决定是否公布") for one in (cast.hr, cast.hr2)]
    assert mails() == [(*one, MailStatus.PENDING) for one in asked]
    publish(addition, actor=cast.hr, at=AT)
    assert mails() == [(*one, MailStatus.CANCELLED) for one in asked]
    ask_retraction(addition, "日期写错了", actor=cast.hr, at=LATER)
    assert mails()[2:] == [
        (one.person_id, "请决定是否收回", MailStatus.PENDING) for one in (cast.hr2, cast.admin)
    ]
    retract(addition, actor=cast.admin, at=LATER)
    assert {status for _, _, status in mails()} == {MailStatus.CANCELLED}


def test_what_waits_is_counted_for_others_in_one_statement(app, cast):
    make_decision(cast.school, by=cast.hr)
    addition = make_addition(cast.admin)
    assert [to_confirm(one).number for one in (cast.admin, cast.hr, cast.hr2, cast.head)] == [1, 1, 2, 0]
    db.session.flush()
    assert len(statements_of(app, lambda: to_confirm(cast.hr2))) == 1
    withdraw(addition, actor=cast.admin, at=AT)
    asked = published(cast)
    ask_retraction(asked, "日期写错了", actor=cast.hr, at=AT)
    assert [to_confirm(one).number for one in (cast.admin, cast.hr, cast.hr2)] == [2, 0, 2]


def test_from_the_first_page_to_what_is_taken_back(app, cast):
    addition = published(cast, effective_from=date(2099, 1, 1))
    db.session.commit()
    hr, admin = sign_in(app, cast.hr), sign_in(app, cast.admin)
    path = PAGE.format(addition.id)
    assert "提出收回" in said(hr.get(path))
    empty = post(hr, f"{path}/retract", version=1, reason="")
    assert empty.status_code == 422
    assert post(hr, f"{path}/retract", version=1, reason="年份写错了").status_code == 302
    own = said(hr.get(path))
    assert "这是您提出的，请等待另一位人事或管理员同意" in own
    assert "同意收回" not in own
    assert post(hr, f"{path}/retract/agree", version=2).status_code == 403
    assert "学校的决定和规定待确认" in said(admin.get("/"))
    settings = said(admin.get("/school"))
    assert "等待确认的决定和规定" in settings
    assert "提出收回，原因：年份写错了" in settings
    assert 'class="btn" href="/law/additions/' in settings
    assert 'class="btn btn-outline" href="/law/additions/' in said(hr.get("/school"))
    assert post(admin, f"{path}/retract/agree", version=9).status_code == 409
    assert post(hr, f"{path}/retract/drop", version=2).status_code == 302
    sent = {"version": 3, "reason": "年份写错了", "csrf_token": token(hr)}
    assert hr.post(f"{path}/retract", data=sent).status_code == 302
    assert post(admin, f"{path}/retract/agree", version=4).status_code == 302
    page = said(admin.get(path))
    assert "已收回" in page
    assert "同意收回" in page
    assert "年份写错了" in page
    assert "已收回" in said(admin.get("/law/additions"))
    assert "等待确认" not in said(admin.get("/school"))
