"""Whom a decision or a new version changes is kept with it, and told to them; also that it will not come."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account, Person
from app.certificates.queries import numbers_in_force
from app.domain.facts import Profile, RecordStatus
from app.domain.frozen_impact import (
    FrozenChange,
    FrozenGap,
    FrozenImpact,
    FrozenPerson,
    FrozenRule,
    FrozenTurn,
    from_json,
)
from app.domain.outcome import Standing
from app.domain.reminders import Coverage
from app.domain.rules import RuleWindow
from app.extensions import db
from app.immutable import FrozenForeverError
from app.mail.models import Mail, MailStatus
from app.mail.operations import Letter, Reader, queue_mails
from app.practice.models import PracticeRecord
from app.schools import decision_operations
from app.schools.decision_operations import SamePersonError, withdraw
from app.schools.impact_models import ConfirmedImpact
from app.schools.law_operations import refuse
from app.schools.models import DecisionKind as Kind
from app.schools.models import SchoolDecision
from app.schools.queries import confirmed_before
from app.schools.retraction_operations import ask_retraction, keep
from app.standing.impact import as_listed, impact_of_addition, impact_of_decision
from app.standing.operations import confirm_decision, publish_addition, retract_addition
from app.standing.school_queries import Recipient
from app.standing.told import part_told, told
from app.standing.wording import change_words, effect_words, gap_effect_words
from app.teachers.models import Teacher
from tests.architecture.test_transactions import statements_of
from tests.builders import (
    AT,
    TWO_MONTHS,
    give_default_decisions,
    make_addition,
    make_certificate,
    make_decision,
    make_proposal,
    make_record,
    sign_in,
    token,
)
from tests.conftest import on_one_database
from tests.meanwhile import meanwhile

TODAY, NEXT_YEAR = date(2026, 11, 20), date(2027, 1, 1)
LATER = AT + timedelta(days=1)
CORRECTED = "示例院发〔2026〕30号"


@pytest.fixture
def school(cast):
    """The teacher, and HR, have between six and ten months; the head has all ten, the colleague none."""
    give_default_decisions(cast.school)
    cast.school.live_from, cast.school.records_complete_from = date(2026, 1, 1), date(2015, 1, 1)
    by = {"by": cast.teacher, "reviewer": cast.hr2, "status": RecordStatus.APPROVED}
    make_record(cast.teacher_post, cast.site, date(2024, 1, 1), date(2024, 9, 30), **by)
    make_record(cast.hr_post, cast.site, date(2024, 2, 1), date(2024, 7, 26), **by)
    make_record(cast.head_post, cast.site, date(2023, 1, 1), date(2023, 12, 31), **by)
    return cast


def mails(kind):
    return db.session.scalars(select(Mail).where(Mail.kind == kind).order_by(Mail.person_id)).all()


def readers(kind):
    return [mail.person_id for mail in mails(kind)]


def of(*posts):
    return sorted(post.person_id for post in posts)


def everybody_told(school):
    """Of ten months instead of six: two lose their recommendation, two must do four months more."""
    return sorted([*loses(school), school.colleague.person_id, school.other_head.person_id])


def loses(school):
    return of(school.teacher_post, school.hr_post)


def listed_then(kept):
    return replace(from_json(kept.found), gap_told=0)


def confirmed(school, decision=None, *, actor=None, at=AT):
    decision = decision or make_decision(school.school, by=school.hr2)
    confirm_decision(decision, actor=actor or school.admin, at=at, papers=numbers_in_force)
    return decision


def as_it_is(school, document=CORRECTED):
    """A proposal that from its day on holds what holds today."""
    return make_decision(school.school, value="LN-2020-5Y6M", by=school.hr2, document=document)


def waiting(kind):
    return [mail for mail in mails(kind) if mail.status is MailStatus.PENDING]


def send():
    out = update(Mail).where(Mail.status == MailStatus.PENDING)
    db.session.execute(out.values(status=MailStatus.SENT, sent_at=AT))


# -- of a decision


def test_exactly_those_whom_the_impact_lists_get_one_mail_each(school):
    decision = make_decision(school.school, by=school.hr2)
    found = as_listed(impact_of_decision(decision, TODAY))
    confirmed(school, decision)
    assert {one.teacher_id for one in found.people} == {school.teacher_post.id, school.hr_post.id}
    assert [one.name for one in found.gap_only] == [
        school.colleague.person.name,
        school.other_head.person.name,
    ]
    assert readers("result_changes") == everybody_told(school)
    (answer,) = mails("decision_answered")
    assert "有 2 位教师的结果会改变，已经逐一发邮件告知。" in answer.text
    assert "另有 2 位教师的结果不变，还差的小时数改变，都变多了，已经告知 2 位。" in answer.text
    assert answer.person_id == school.hr2.person_id


@on_one_database
def test_the_mail_says_what_changes_from_when_and_by_which_document(school):
    confirmed(school)
    (mail,) = (mail for mail in mails("result_changes") if mail.person_id == school.teacher_post.person_id)
    assert mail.subject == "2027 年 1 月 1 日起，您的达标情况会改变"
    for said in (
        "示例王明老师，您好：",
        "学校的决定“推荐认定以哪份文件为准”：五年 10 个月：",
        "（辽政发〔2021〕2号）",
        "2027 年 1 月 1 日起执行，依据示例院发〔2026〕12号。",
        "按您现在的记录推算，到 2027 年 1 月 1 日，您的结果会这样改变：",
        "1. 能否推荐认定：可以推荐 → 不能推荐。推荐改以另一份文件为准，按这份文件是“未达标”（计入 1,",
        f"/standing/{school.teacher_post.id}?as_of=2027-01-01",
    ):
        assert said in mail.text
    assert "代替" not in mail.text
    assert "示例王明老师" in mail.html


@on_one_database
def test_a_line_is_told_with_its_rule_and_its_window(school):
    decision = make_decision(
        school.school, Kind.PROFILE, Profile.CAL30, by=school.hr2, effective_from=date(2026, 11, 1)
    )
    confirmed(school, decision)
    mail = next(mail for mail in mails("result_changes") if mail.person_id == school.hr_post.person_id)
    assert mail.subject == "您的达标情况有了改变"
    assert "您的结果因此改变：" in mail.text
    assert (
        "五年累计不少于 6 个月（辽政发〔2020〕8号，2021-11-21 至 2026-11-20）：已达标 → 未达标。要求由 960"
        in mail.text
    )
    assert "讨论稿" not in mail.text


@on_one_database
@pytest.mark.parametrize(
    ("live_from", "complete_from"),
    [
        (None, date(2015, 1, 1)),
        (date(2026, 11, 21), date(2015, 1, 1)),
        (date(2026, 1, 1), None),
        (date(2026, 1, 1), date(2023, 1, 1)),
    ],
)
def test_nobody_is_told_before_the_school_reminds_or_while_its_history_is_not_in(
    school, live_from, complete_from
):
    school.school.live_from, school.school.records_complete_from = live_from, complete_from
    confirmed(school)
    assert mails("result_changes") == []
    kept = db.session.scalars(select(ConfirmedImpact)).one()
    assert (kept.changed, kept.told) == (2, 0)
    assert "没有告知他们" in mails("decision_answered")[0].text


@on_one_database
def test_what_changes_nobody_and_what_is_no_matter_of_verdicts_tell_nobody(school):
    same = make_decision(school.school, value="LN-2020-5Y6M", by=school.hr2)
    confirmed(school, same)
    notice = make_decision(school.school, Kind.NOTICE_DAYS, "working-7", by=school.hr2)
    assert confirm_decision(notice, actor=school.admin, at=AT, papers=numbers_in_force) is None
    assert mails("result_changes") == []
    assert ["没有教师的结果因此改变" in mail.text for mail in mails("decision_answered")] == [True, False]
    assert db.session.scalars(select(ConfirmedImpact.decision_id)).all() == [same.id]


@on_one_database
@pytest.mark.parametrize(("kind", "value"), [(Kind.GATE, "LN-2021-5Y10M"), (Kind.NOTICE_DAYS, "working-7")])
def test_it_is_looked_at_once_whether_it_can_be_confirmed(school, monkeypatch, kind, value):
    decision = make_decision(school.school, kind, value, by=school.hr2)
    looked_at = []
    monkeypatch.setattr(decision_operations, "check", lambda *given: looked_at.append(given))
    confirm_decision(decision, actor=school.admin, at=AT, papers=numbers_in_force)
    assert len(looked_at) == 1


@on_one_database
def test_who_may_not_confirm_tells_nobody_and_keeps_nothing(school):
    decision = make_decision(school.school, by=school.hr2)
    with pytest.raises(SamePersonError):
        confirm_decision(decision, actor=school.hr2, at=AT, papers=numbers_in_force)
    assert mails("result_changes") == []
    assert db.session.scalars(select(ConfirmedImpact)).all() == []


@on_one_database
def test_the_same_key_is_queued_once_however_often_it_is_asked_for(school):
    person = school.teacher.person
    reader = Reader(person.id, person.school_id, person.email)
    context = {"name": "示例", "cause": {"sentence": "示例"}}
    letters = [Letter(reader, key, context) for key in ("示例:1", "示例:2")]
    queue_mails("change_dropped", letters[:1], at=AT)
    queue_mails("change_dropped", letters, at=LATER)
    queue_mails("change_dropped", letters, at=LATER)
    assert sorted(mail.key for mail in mails("change_dropped")) == ["示例:1", "示例:2"]
    assert [mail.created_at for mail in mails("change_dropped") if mail.key == "示例:1"] == [AT]


@on_one_database
def test_who_has_no_address_is_written_to_and_not_counted_as_mailed(school):
    school.hr.person.email = None
    kept = confirm_decision(
        make_decision(school.school, by=school.hr2), actor=school.admin, at=AT, papers=numbers_in_force
    )
    assert (kept.changed, kept.told) == (2, 1)
    assert readers("result_changes") == everybody_told(school)
    (answer,) = mails("decision_answered")
    assert "已经发邮件告知其中 1 位；1 位没有邮箱，只能在系统内看到。" in answer.text


# -- hours that lack


@on_one_database
def test_who_must_do_more_is_told_how_much_and_why(school):
    kept = confirm_decision(
        make_decision(school.school, by=school.hr2), actor=school.admin, at=AT, papers=numbers_in_force
    )
    (mail,) = (mail for mail in mails("result_changes") if mail.person_id == school.colleague.person_id)
    assert mail.subject == "2027 年 1 月 1 日起，您还差的小时数会改变"
    assert "到 2027 年 1 月 1 日，您还差的小时数会这样改变：" in mail.text
    assert (
        "1. 五年累计不少于 10 个月（辽政发〔2021〕2号，2022-01-02 至 2027-01-01）：还差 960 小时 → "
        "还差 1,600 小时，多 640 小时（约 80 个工作日）。推荐改以这份文件为准，"
        "原来先看“五年累计不少于 6 个月”（辽政发〔2020〕8号）。"
    ) in mail.text
    assert "您的结果" not in mail.text
    assert (kept.changed, kept.told, from_json(kept.found).gap_told) == (2, 2, 2)


@on_one_database
def test_who_may_do_less_is_listed_and_gets_no_mail(school):
    confirmed(school, make_decision(school.school, by=school.hr2, effective_from=TODAY))
    at_once = {"effective_from": TODAY + timedelta(days=1), "document": CORRECTED}
    back = make_decision(school.school, value="LN-2020-5Y6M", by=school.hr2, **at_once)
    kept = confirm_decision(back, actor=school.admin, at=LATER, papers=numbers_in_force)
    stay = from_json(kept.found).gap_only
    assert [one.gaps[0].by for one in stay] == ["少 640 小时（约 80 个工作日）"] * 2
    about_it = [mail for mail in mails("result_changes") if f"依据{CORRECTED}" in mail.text]
    assert [mail.person_id for mail in about_it] == loses(school)  # who wins it back
    assert "还差的小时数改变：都变少了，没有逐一告知。" in mails("decision_answered")[-1].text


@on_one_database
def test_who_was_told_of_more_hours_is_sent_to_the_page_where_the_new_decision_asks_for_fewer(school):
    month = {"kind": Kind.PROFILE, "by": school.hr2}
    make_decision(school.school, value="WD22", decided_by=school.admin, effective_from=TODAY, **month)
    confirmed(school, make_decision(school.school, value="CAL30", **month))
    send()
    confirmed(school, make_decision(school.school, value="WD20", document=CORRECTED, **month), at=LATER)
    colleague = school.colleague.person_id
    assert colleague not in [mail.person_id for mail in waiting("result_changes")]
    (dropped,) = (mail for mail in mails("change_dropped") if mail.person_id == colleague)
    assert "您按新的决定结果如何，以页面为准。" in dropped.text


@on_one_database
def test_a_result_and_hours_that_grow_are_one_mail(school):
    """Another month turns the five years of HR, whose year of nothing asks for more as well."""
    confirmed(school, make_decision(school.school, Kind.PROFILE, Profile.CAL30, by=school.hr2))
    (mail,) = (mail for mail in mails("result_changes") if mail.person_id == school.hr_post.person_id)
    assert "1. 能否推荐认定：可以推荐 → 不能推荐" in mail.text
    assert "已达标 → 未达标" in mail.text
    assert "2027 年）：还差 160 小时 → 还差 240 小时，多 80 小时（约 10 天）" in mail.text
    assert mail.subject.endswith("您的达标情况会改变")


# -- recommendations


@on_one_database
def test_whose_recommendation_was_issued_reads_that_it_stands(school):
    papers = [
        make_certificate(make_proposal(school.teacher_post, by=school.hr, decided_by=school.hr2))
        for _ in range(2)
    ]
    gone = make_certificate(make_proposal(school.hr_post, by=school.hr2, decided_by=school.admin))
    gone.revoked_at, gone.revoked_by_id, gone.revoke_reason = AT, school.admin.id, "示例"
    make_proposal(school.colleague_post, by=school.hr, decided_by=None)
    confirmed(school)
    numbers = f"{papers[0].number}、{papers[1].number}"
    said = f"您的推荐书（编号 {numbers}）仍然有效：推荐书按出具那天适用的规定判断，不因这项变化失效。"
    for mail in mails("result_changes"):
        mine = mail.person_id == school.teacher_post.person_id
        assert [said in text for text in (mail.text, mail.html)] == [mine, mine]
        assert ("推荐书" in mail.text) is mine


# -- superseded before its day


@pytest.mark.parametrize("out", [True, False])
def test_a_corrected_document_is_told_as_if_it_were_the_first(school, out):
    old = confirmed(school)
    first = mails("result_changes")
    if out:
        send()
    new = make_decision(school.school, by=school.hr2, document=CORRECTED)
    shown = as_listed(impact_of_decision(new, TODAY))
    kept = confirm_decision(new, actor=school.admin, at=LATER, papers=numbers_in_force)
    assert old.superseded_at == LATER
    assert (kept.changed, kept.told, listed_then(kept)) == (2, 2, shown)
    second = waiting("result_changes")
    assert [mail.person_id for mail in second] == everybody_told(school)
    for mail in second:
        lost = mail.person_id in loses(school)
        assert ("可以推荐 → 不能推荐" in mail.text) is lost
        assert ("还差 960 小时 → 还差 1,600 小时" in mail.text) is not lost
        assert f"依据{CORRECTED}" in mail.text
        assert ("它代替此前告知您的决定（依据示例院发〔2026〕12号），那项决定不再执行" in mail.text) is out
    for mail in first:
        db.session.refresh(mail)
    assert {mail.status for mail in first} == {MailStatus.SENT if out else MailStatus.CANCELLED}
    assert mails("change_dropped") == []


@pytest.mark.parametrize("out", [True, False])
def test_back_to_how_it_is_now_is_told_to_those_alone_who_were_told_otherwise(school, out):
    confirmed(school)
    if out:
        send()
    kept = confirm_decision(as_it_is(school), actor=school.admin, at=LATER, papers=numbers_in_force)
    assert kept.changed == 0
    assert waiting("result_changes") == []
    assert readers("change_dropped") == (everybody_told(school) if out else [])
    for mail in mails("change_dropped"):
        assert mail.subject == "此前告知您的决定已由新的决定代替"
        assert "依据示例院发〔2026〕12号。这项决定不再执行，由新的决定代替：" in mail.text
        assert f"依据{CORRECTED}。新的决定不改变您的结果，此前告知您的变化不会因此发生。" in mail.text
        assert "?as_of=2027-01-01" in mail.text


@on_one_database
@pytest.mark.parametrize("out", [True, False])
def test_what_was_told_is_remembered_past_a_decision_nobody_heard_of(school, out):
    """The mail about the second, which says that nothing changes, is out before the third or is not."""
    confirmed(school)
    send()
    confirmed(school, as_it_is(school), at=LATER)
    if out:
        send()
    confirmed(school, as_it_is(school, document="示例院发〔2026〕31号"), at=LATER)
    told = waiting("change_dropped")
    assert [mail.person_id for mail in told] == ([] if out else everybody_told(school))
    assert all("告知过您：学校的决定“推荐认定以哪份文件为准”：五年 10 个月" in one.text for one in told)
    assert all("示例院发〔2026〕31号" in one.text for one in told)


@on_one_database
def test_an_announcement_is_replaced_past_one_that_never_went_out(school):
    confirmed(school)
    send()
    for number in (30, 31):
        document = f"示例院发〔2026〕{number}号"
        confirmed(school, make_decision(school.school, by=school.hr2, document=document), at=LATER)
    told = waiting("result_changes")
    assert [mail.person_id for mail in told] == everybody_told(school)
    assert all("依据示例院发〔2026〕31号。它代替" in mail.text for mail in told)
    assert all("此前告知您的决定（依据示例院发〔2026〕12号）" in mail.text for mail in told)


@on_one_database
def test_whom_it_changes_without_a_mail_is_sent_to_the_page(school):
    confirmed(school)
    send()
    school.school.records_complete_from = None
    confirmed(school, make_decision(school.school, by=school.hr2, document=CORRECTED), at=LATER)
    assert waiting("result_changes") == []
    assert all("您按新的决定结果如何，以页面为准。" in mail.text for mail in mails("change_dropped"))
    assert readers("change_dropped") == everybody_told(school)


@on_one_database
def test_only_a_rule_adopted_again_replaces_its_adoption(school):
    adopt = {"kind": Kind.ADOPTION, "by": school.hr2, "decided_by": school.admin}
    again = make_decision(school.school, value="A", **adopt)
    make_decision(school.school, value="B", **adopt)
    again.superseded_at = AT
    newer = make_decision(school.school, value="A", **adopt)
    assert confirmed_before(newer) == [again]


@on_one_database
def test_what_has_come_is_not_dropped(school):
    confirmed(school, make_decision(school.school, by=school.hr2, effective_from=TODAY))
    send()
    confirmed(school, make_decision(school.school, by=school.hr2, effective_from=TODAY), at=LATER)
    assert mails("change_dropped") == []


# -- of the law


@pytest.fixture
def coming(school):
    """Two months a year from the next year on; the teacher has one month of this year."""
    make_record(
        school.teacher_post, school.site, date(2026, 7, 6), date(2026, 7, 31),
        by=school.teacher, reviewer=school.hr2, status=RecordStatus.APPROVED,
    )  # fmt: skip
    text = TWO_MONTHS.replace("2026-01-01", "2026-12-01")
    return make_addition(school.admin, text, effective_from=date(2026, 12, 1))


def test_a_published_version_is_told_to_those_it_changes_and_to_who_entered_it(school, coming):
    listed = as_listed(impact_of_addition(coming, date(2026, 12, 1)))
    assert [one.teacher_id for one in listed.people] == [school.teacher_post.id]
    publish_addition(coming, actor=school.hr, at=AT, papers=numbers_in_force)
    mail, *others = mails("result_changes")
    assert mail.person_id == school.teacher_post.person_id
    assert all("2026 年）：还差 160 小时 → 还差 320 小时，多 160 小时" in one.text for one in others)
    assert len(others) == 4
    assert "学校公布的规定：年度 2 个月：" in mail.text
    assert "2026 年 12 月 1 日起执行，依据示例院发〔2026〕5号" in mail.text
    assert "年度累计不少于 2 个月" in mail.text
    assert "2026 年）：已达标 → 进行中。要求由 160 小时变为 320 小时。" in mail.text
    (answer,) = mails("addition_answered")
    assert answer.person_id == school.admin.person_id
    assert "示例孙人事已公布“规则 LN-2022-1M 第 2 版”" in answer.text
    assert "有 1 位教师的结果会改变" in answer.text
    kept = db.session.scalars(select(ConfirmedImpact)).one()
    assert (kept.addition_id, listed_then(kept)) == (coming.id, listed)


@on_one_database
@pytest.mark.parametrize("sent", [True, False])
def test_what_is_retracted_before_its_day_is_told_to_those_it_had_reached(school, coming, sent):
    publish_addition(coming, actor=school.hr, at=AT, papers=numbers_in_force)
    if sent:
        send()
    ask_retraction(coming, "文号不对", actor=school.hr, at=AT)
    assert retract_addition(coming, actor=school.admin, at=AT) == (5 if sent else 0)
    told, everybody = mails("change_dropped"), [*everybody_told(school), school.head_post.person_id]
    assert [mail.person_id for mail in told] == (sorted(everybody) if sent else [])
    for mail in told:
        assert mail.subject == "此前告知您的变化不会发生"
        assert "它已在生效日之前收回，不再执行" in mail.text
    asked = next(mail for mail in mails("addition_answered") if mail.person_id == school.hr.person_id)
    assert "示例吴管理已同意收回" in asked.subject
    assert ("已经告知 5 位" if sent else "此前没有告知过教师") in asked.text


# -- refused


@on_one_database
def test_who_entered_an_addition_learns_that_it_is_refused_and_why(school, coming):
    refuse(coming, "文号不对", actor=school.hr, at=AT)
    (answer,) = mails("addition_answered")
    assert answer.person_id == school.admin.person_id
    assert answer.subject == "示例孙人事不同意公布：规则 LN-2022-1M 第 2 版"
    assert "（2026 年 12 月 1 日起执行）。原因：文号不对" in answer.text


@on_one_database
def test_who_asked_learns_that_it_is_not_taken_back_unless_they_think_otherwise_themselves(school, coming):
    publish_addition(coming, actor=school.hr, at=AT, papers=numbers_in_force)
    for asker in (school.admin, school.hr):
        ask_retraction(coming, "文号不对", actor=asker, at=AT)
        keep(coming, actor=school.admin, at=LATER)
    answer, published = mails("addition_answered")
    assert (published.person_id, answer.person_id) == (school.admin.person_id, school.hr.person_id)
    assert answer.subject == "示例吴管理不同意收回：规则 LN-2022-1M 第 2 版"
    assert "这一条没有收回，照旧。" in answer.text


# -- what is told of an impact, without a database


RULE = FrozenRule("A", 1, "五年累计不少于 6 个月", "示例办法", None, RuleWindow.FIVE_YEARS, simulated=False)
LINE = FrozenChange("A", 1, date(2022, 1, 2), date(2027, 1, 1), None, Standing.NOT_MET, "示例")
PERSON = FrozenPerson(1, "示例甲", "示例系", FrozenTurn(True, "示例", date(2022, 1, 2)), (LINE,))
HIRED = date(2024, 9, 1)


@pytest.mark.parametrize(
    ("complete_from", "hired_on", "is_told"),
    [
        (date(2022, 1, 2), HIRED, True),
        (date(2022, 1, 3), date(2015, 9, 1), False),
        (HIRED, HIRED, True),
        (None, HIRED, False),
    ],
)
def test_only_stretches_whose_records_are_complete_are_told(complete_from, hired_on, is_told):
    part = part_told(PERSON, set(), Coverage(date(2026, 1, 1), complete_from), hired_on)
    assert (bool(part.lines), part.turn is not None) == (is_told, is_told)


def test_a_drafts_line_is_not_told_and_a_gate_without_a_verdict_is():
    unjudged = replace(PERSON, turn=FrozenTurn(False, "示例", None))
    part = part_told(unjudged, {"A"}, Coverage(None, None), HIRED)
    assert (part.lines, part.turn) == ((), unjudged.turn)


@pytest.mark.parametrize(
    ("after", "complete_from", "is_told"),
    [(90, date(2022, 1, 2), True), (70, date(2022, 1, 2), False), (90, date(2022, 1, 3), False)],
)
def test_more_hours_of_a_known_stretch_are_told_fewer_are_not(after, complete_from, is_told):
    gap = FrozenGap("A", 1, LINE.window_first, LINE.window_last, 80, after, Profile.WD20, "示例")
    person = replace(PERSON, turn=None, lines=(), gaps=(gap,))
    impact = FrozenImpact(NEXT_YEAR, 9, (RULE,), (), (person,))
    recipient = Recipient(1, "示例甲", date(2015, 9, 1), Reader(1, 1, None))
    found = told(impact, [recipient], Coverage(date(2026, 1, 1), complete_from), TODAY)
    assert [one.person for one in found] == ([person] if is_told else [])


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 0, 0, 0), ""),
        ((3, 0, 0, 0), "另有 3 位教师的结果不变，还差的小时数改变：都变少了，没有逐一告知。"),
        ((3, 2, 0, 0), "其中 2 位变多，没有告知他们：学校还没有开始发送提醒，或者旧记录还没有确认录全。"),
        ((3, 2, 2, 1), "其中 2 位变多，已经告知 2 位（1 位没有邮箱，只能在系统内看到）。"),
        ((3, 3, 2, 2), "都变多了，已经告知 2 位。"),
    ],
)
def test_how_many_must_do_more_and_who_was_told_is_said(numbers, said):
    assert gap_effect_words(*numbers).endswith(said)
    assert bool(gap_effect_words(*numbers)) is bool(said)


def test_a_line_that_begins_names_the_document_where_there_is_no_number():
    assert change_words(LINE, RULE) == (
        "五年累计不少于 6 个月（《示例办法》，2022-01-02 至 2027-01-01）：没有这一项 → 未达标。示例"
    )


@pytest.mark.parametrize(
    ("told", "mailed", "said"),
    [
        (6, 6, "会改变，已经逐一发邮件告知。"),
        (6, 4, "会改变，已经发邮件告知其中 4 位；2 位没有邮箱，只能在系统内看到。"),
        (6, 0, "会改变；6 位没有邮箱，只能在系统内看到。"),
        (4, 4, "会改变，已经发邮件告知其中 4 位；其余 2 位没有告知：旧记录"),
        (5, 4, "告知其中 4 位；1 位没有邮箱，只能在系统内看到；其余 1 位没有告知：旧记录"),
    ],
)
def test_the_numbers_of_those_who_read_it_on_pages_and_who_were_not_told_are_said(told, mailed, said):
    assert said in effect_words(6, told, mailed)


# -- kept


def test_it_is_kept_as_the_page_showed_it_and_never_changes(school):
    decision = make_decision(school.school, by=school.hr2)
    shown = as_listed(impact_of_decision(decision, TODAY))
    kept = confirm_decision(decision, actor=school.admin, at=AT, papers=numbers_in_force)
    assert (kept.as_of, kept.teachers, kept.changed, kept.told) == (NEXT_YEAR, 5, 2, 2)
    assert listed_then(kept) == shown
    kept.changed = 1
    with pytest.raises(FrozenForeverError):
        db.session.flush()


@pytest.mark.parametrize(
    ("of_two", "told", "name"),
    [(True, 2, "of_one_cause"), (False, 3, "numbers_in_order")],
)
def test_the_database_keeps_one_cause_and_numbers_in_order(school, of_two, told, name):
    decision = make_decision(school.school, by=school.hr2)
    addition = make_addition(school.admin).id if of_two else None
    db.session.add(
        ConfirmedImpact(
            school_id=school.school.id, decision_id=decision.id, addition_id=addition, as_of=NEXT_YEAR,
            teachers=5, changed=2, told=told, found={},
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError, match=name):
        db.session.flush()


def test_no_teacher_is_loaded_and_many_mails_are_one_statement(app, school):
    decision_id, admin_id = make_decision(school.school, by=school.hr2).id, school.admin.id
    db.session.commit()
    db.session.expunge_all()
    loaded: list[object] = []

    def note(_session, one):
        loaded.append(one)

    def run():
        decision, actor = db.session.get(SchoolDecision, decision_id), db.session.get(Account, admin_id)
        confirm_decision(decision, actor=actor, at=AT, papers=numbers_in_force)
        db.session.flush()

    event.listen(db.session, "loaded_as_persistent", note)
    try:
        seen = statements_of(app, run)
    finally:
        event.remove(db.session, "loaded_as_persistent", note)
    assert not any(isinstance(one, Teacher | PracticeRecord) for one in loaded)
    assert sum(isinstance(one, Person) for one in loaded) <= 2  # who proposed and who confirms
    assert len(mails("result_changes")) == 4
    assert (
        len([one for one in seen if one.startswith("INSERT INTO mail")]) == 2
    )  # the other is the proposer's


# -- on pages


@on_one_database
def test_the_pages_of_a_decision_and_of_an_addition_list_what_was_said_then(app, school, coming):
    decision = make_decision(school.school, by=school.hr2)
    number = make_certificate(make_proposal(school.hr_post, by=school.hr2, decided_by=school.admin)).number
    db.session.commit()
    admin, hr = sign_in(app, school.admin), sign_in(app, school.hr)
    page, post = f"/school/decisions/{decision.id}", {"version": "1", "csrf_token": token(admin)}
    assert admin.post(f"{page}/confirm", data=post).location == page
    shown = admin.get(page).text
    assert "确认时算出：1 人的结果改变" in shown
    assert "已发邮件告知 1 人" in shown
    assert "示例孙人事" in shown
    assert "确认时算出：1 人的结果改变" in admin.get("/school").text
    path = f"/law/additions/{coming.id}"
    hr.post(f"{path}/publish", data={"version": "1", "csrf_token": token(hr)})
    assert "确认时算出：1 人的结果改变" in hr.get(path).text
    told = [mail for mail in mails("result_changes") if mail.person_id == school.hr_post.person_id]
    assert [f"（编号 {number}）仍然有效" in mail.text for mail in told] == [True, True]


@on_one_database
@time_machine.travel("2026-11-26 09:30+08:00")
def test_the_page_of_a_proposal_says_what_it_takes_away_before_its_day(app, school):
    old, new = confirmed(school), as_it_is(school)
    db.session.commit()
    page = sign_in(app, school.admin).get(f"/school/decisions/{new.id}").text
    assert f'<a href="/school/decisions/{old.id}">另一项决定</a>（依据{old.document}）' in page
    assert "那一项还没有执行，名单按没有那一项算" in page
    confirm_decision(new, actor=school.admin, at=LATER, papers=numbers_in_force)
    db.session.commit()
    assert "另一项决定" not in sign_in(app, school.admin).get(f"/school/decisions/{new.id}").text


@on_one_database
def test_what_was_confirmed_before_this_was_kept_says_so(app, school):
    decision = make_decision(school.school, by=school.hr2, decided_by=school.admin)
    waiting = make_decision(school.school, Kind.PROFILE, "WD22", by=school.hr2)
    db.session.commit()
    client = sign_in(app, school.hr)
    assert "确认这一条时，系统还不保存会改变谁" in client.get(f"/school/decisions/{decision.id}").text
    assert "确认时算出" not in client.get(f"/school/decisions/{waiting.id}").text
    withdraw(waiting, actor=school.hr2, at=AT)
    db.session.commit()
    assert "确认时算出" not in client.get(f"/school/decisions/{waiting.id}").text


def test_of_two_who_confirm_at_once_one_keeps_and_tells(app, school):
    decision_id, other_id = make_decision(school.school, by=school.hr).id, school.hr2.id
    db.session.commit()
    admin = sign_in(app, school.admin)
    sent = {"version": 1, "csrf_token": token(admin)}
    with meanwhile(app, lambda: admin.post(f"/school/decisions/{decision_id}/confirm", data=sent)) as answers:
        decision = db.session.get_one(SchoolDecision, decision_id)
        confirm_decision(
            decision, actor=db.session.get_one(Account, other_id), at=AT, papers=numbers_in_force
        )
    assert answers[0].status_code == 409
    assert readers("result_changes") == everybody_told(school)
    assert len(db.session.scalars(select(ConfirmedImpact)).all()) == 1


def test_nothing_is_confirmed_past_those_who_must_be_told():
    steps = (
        "decision_operations.confirm(",
        "decision_operations.confirm_guarded(",
        "law_operations.publish(",
        "retraction_operations.retract(",
    )
    found = [
        path.name
        for folder in ("app", "seeds")
        for path in (Path(__file__).parents[2] / folder).rglob("*.py")
        if any(step in path.read_text("utf-8") for step in steps)
    ]
    assert found == ["operations.py"]
