"""Flags on the desk: read for one record and for a whole queue alike, said in one line each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from app import clock
from app.accounts.sessions import start_sign_in
from app.confirmations.operations import Mentor, answer, ask
from app.domain.evidence import ConfirmationState
from app.domain.facts import Host, Leave
from app.domain.facts import RecordStatus as S
from app.domain.flags import FlagKind as K
from app.domain.sites import SiteKind
from app.extensions import db
from app.practice.models import PatternKind
from app.reviews import flag_queries
from app.reviews.flag_queries import flags_of
from tests.builders import make_evidence, make_record, make_site, sign_in, token
from tests.conftest import on_one_database
from tests.features.desk import send


def flags(record):
    return flags_of(record.school_id, [record.id])[record.id]


def only(record):
    (flag,) = flags(record)
    return flag


def test_an_ordinary_record_has_no_flags(cast):
    assert flags(send(cast)) == ()


@pytest.mark.parametrize(
    ("minutes", "ip", "flagged"),
    [(3, "10.0.0.9", False), (1, "10.0.0.9", True), (3, "10.0.0.1", True), (20 * 24 * 60, "10.0.0.1", False)],
)
def test_a_confirmation_from_the_teachers_own_address_or_within_two_minutes_is_a_note(
    cast, minutes, ip, flagged
):
    record, asked_at = send(cast), clock.now() - timedelta(days=30)
    start_sign_in(cast.teacher, at=asked_at, ip="10.0.0.1", user_agent="示例")
    made, _ = ask(record, Mentor("示例陈师傅"), actor=cast.teacher, at=asked_at)
    made.expires_at += timedelta(days=30)
    at = asked_at + timedelta(minutes=minutes)
    answer(made, ConfirmationState.CONFIRMED, visitor=None, ip=ip, at=at)
    assert [(flag.kind, flag.serious) for flag in flags(record)] == [(K.ANSWER_FROM_NEARBY, False)] * flagged
    record.confirmation = None  # changed since
    assert flags(record) == ()


def answered(record, said, actor, **about):
    made, _ = ask(record, Mentor("示例陈师傅"), actor=actor, at=clock.now())
    answer(made, said, visitor=None, ip="10.0.0.9", at=clock.now() + timedelta(minutes=3), **about)


@on_one_database
def test_what_an_enterprise_refused_is_held_back_until_it_answers_otherwise(app, cast):
    record = send(cast)
    answered(record, ConfirmationState.REFUSED, cast.teacher, comment="不认识这位老师")
    assert (only(record).kind, only(record).serious) == (K.REFUSED, True)
    record.confirmation = None  # changed since
    assert only(record).text == "企业拒绝确认，此后没有别的答复：不认识这位老师"
    client = sign_in(app, cast.head)
    assert "没有符合条件的记录" in client.get("/reviews?flags=none").get_data(as_text=True)
    path = f"/reviews/together?action=endorse&r={record.id}-{record.version}"
    page = client.get(path).get_data(as_text=True)
    assert "勾选的记录都不能一起通过" in page
    assert "不认识这位老师" in page
    answered(record, ConfirmationState.CONFIRMED, cast.teacher)
    assert (only(record).kind, only(record).text) == (
        K.REFUSED_BEFORE,
        "企业此前拒绝确认过 1 次，后来另有答复",
    )


def test_a_correction_not_taken_over_is_serious_until_the_record_is_changed(cast):
    record = send(cast)
    about = {"corrected": {"last_day": "2026-07-24"}, "comment": ""}
    answered(record, ConfirmationState.CORRECTED, cast.teacher, **about)
    assert (only(record).kind, only(record).serious) == (K.CORRECTED, True)
    assert only(record).text == "企业作了更正，记录没有照改：结束日期应为 2026-07-24"
    record.confirmation = None  # changed since
    assert flags(record) == ()


@on_one_database
def test_who_hands_in_what_was_refused_is_told_that_reviewers_read_it(app, cast):
    record = send(cast, status=S.DRAFT)
    answered(record, ConfirmationState.REFUSED, cast.teacher, comment="不认识这位老师")
    client = sign_in(app, cast.teacher)
    assert "审核人会看到企业的答复" in client.get(f"/records/{record.id}").get_data(as_text=True)
    sent = {"version": record.version, "csrf_token": token(client)}
    page = client.post(f"/records/{record.id}/submit", data=sent, follow_redirects=True)
    assert "审核人会看到“企业拒绝确认”和企业的原话：不认识这位老师" in page.get_data(as_text=True)


def test_other_records_of_the_teacher_that_count_or_wait_to_count(cast):
    record = send(cast)
    place = make_site(cast.school, "示例机器人有限公司")
    for status in (S.DRAFT, S.RETURNED, S.REJECTED, S.REVOKED, S.WITHDRAWN):
        make_record(cast.teacher_post, place, status=status, by=cast.teacher)
    make_record(cast.colleague_post, place, status=S.APPROVED, by=cast.colleague)
    assert flags(record) == ()
    days = (date(2026, 7, 30), date(2026, 8, 7))
    other = make_record(cast.teacher_post, place, *days, status=S.ENDORSED, by=cast.teacher)
    flag = only(record)
    assert (flag.kind, flag.serious, flag.other.record_id) == (K.FULL_TIME_TWICE, True, other.id)
    assert flag.text == (
        "有 2 天同时在两处按全天填写：7 月 30 日至 31 日，"
        "另见该教师 2026-07-30 至 2026-08-07 在“示例机器人有限公司”的记录（待审批）"
    )


def test_half_days_that_overlap_are_a_note(cast):
    record = send(cast, half_hours=8)
    day = date(2026, 7, 31)
    make_record(cast.teacher_post, cast.site, day, day, status=S.APPROVED, by=cast.teacher, half_hours=8)
    flag = only(record)
    assert (flag.kind, flag.serious) == (K.OVERLAP, False)
    assert "有 1 天与该教师 2026-07-31 在“示例重工有限公司”的记录（已通过）重叠：7 月 31 日。" in flag.text


def test_more_than_eight_hours_a_day_over_all_records(cast):
    record = send(cast)
    day = date(2026, 7, 31)
    make_record(cast.teacher_post, cast.site, day, day, status=S.APPROVED, by=cast.teacher, half_hours=2)
    assert [flag.kind for flag in flags(record)] == [K.OVER_A_DAY, K.OVERLAP]
    assert flags(record)[0].text == "有 1 天各条记录加起来超过 8 小时：7 月 31 日"


def test_a_file_used_before_anywhere_in_the_school(cast):
    record = send(cast)
    theirs = make_record(cast.colleague_post, cast.site, by=cast.colleague)
    make_evidence(theirs, by=cast.colleague).file_id = record.evidence[0].file_id
    flag = only(record)
    assert (flag.kind, flag.serious) == (K.FILE_OF_ANOTHER, True)
    assert flag.text.startswith("佐证“鉴定表.pdf”也用在示例李华 2026-07-06 至 2026-07-31 在")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(S.REVOKED, K.FILE_OF_A_VOID), (S.APPROVED, K.FILE_AGAIN), (S.DRAFT, K.FILE_OF_A_VOID)],
)
def test_a_file_of_ones_own_earlier_record(cast, status, kind):
    record = send(cast)
    days = (date(2025, 7, 7), date(2025, 7, 25))
    earlier = make_record(cast.teacher_post, cast.site, *days, status=status, by=cast.teacher)
    make_evidence(earlier, by=cast.teacher).file_id = record.evidence[0].file_id
    assert only(record).kind is kind


def test_a_file_of_another_school_is_not_compared(cast):
    record = send(cast)
    there = make_record(
        cast.other_teacher_post, make_site(cast.other_school), status=S.APPROVED, by=cast.other_teacher
    )
    make_evidence(there, by=cast.other_teacher)
    assert flags(record) == ()


def test_days_on_an_approved_leave(cast, monkeypatch):
    record = send(cast)
    facts = flag_queries.teacher_facts(cast.teacher_post.id)
    leave = Leave(date(2026, 7, 6), date(2026, 7, 7))
    monkeypatch.setattr(
        flag_queries, "teacher_facts", lambda _: type(facts)(facts.hired_on, facts.categories, (leave,))
    )
    flag = only(record)
    assert (flag.kind, flag.serious) == (K.ON_LEAVE, True)
    assert flag.text == "有 2 天在已批准的请假期间：7 月 6 日至 7 日"


def test_days_before_hire_and_after_leaving(cast):
    record = send(cast)
    cast.teacher_post.hired_on, cast.teacher_post.left_on = date(2026, 7, 7), date(2026, 7, 30)
    db.session.flush()
    assert [flag.text for flag in flags(record)] == [
        "有 1 天早于入职日 2026-07-07：7 月 6 日",
        "有 1 天晚于离职日 2026-07-30：7 月 31 日",
    ]


def test_unusual_days(cast):
    daily = {"pattern": PatternKind.DAILY}
    days = (date(2026, 9, 21), date(2026, 10, 8))
    record = send(cast, first_day=days[0], last_day=days[1], **daily)
    assert [flag.kind for flag in flags(record)] == [K.HOLIDAYS, K.NO_REST]
    assert flags(record)[1].text == "连续 18 天没有休息日：9 月 21 日至 10 月 8 日"
    month = send(
        cast, sent_at=datetime(2026, 4, 2, tzinfo=UTC),
        first_day=date(2026, 3, 1), last_day=date(2026, 3, 31),
        absent=frozenset({date(2026, 3, 8), date(2026, 3, 15), date(2026, 3, 22)}), **daily,
    )  # fmt: skip
    assert only(month).text == "2026 年 3 月出勤 28 天"


def test_handed_in_long_after_the_end(cast):
    sent_at = datetime(2027, 1, 27, 17, tzinfo=UTC)  # the 28th in China
    assert only(send(cast, sent_at=sent_at)).text == "结束 181 天以后才提交"


def test_outside_the_recognition_of_a_place(cast):
    station = make_site(
        cast.school, "示例流动站", kind=SiteKind.STATION, host=Host.ENTERPRISE, valid_to=date(2026, 7, 30)
    )
    record = send(cast)
    record.site = station
    db.session.flush()
    assert only(record).text == "有 1 天不在单位的认定有效期内：7 月 31 日"


def test_no_evidence(cast):
    record = make_record(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    assert (only(record).kind, only(record).text) == (K.NO_EVIDENCE, "没有佐证文件")


def test_a_whole_queue_reads_as_many_statements_as_two_records_and_says_the_same(cast):
    records = [send(cast, post) for post in (cast.teacher_post, cast.colleague_post) for _ in range(20)]
    records[0].evidence[0].file_id = records[-1].evidence[0].file_id
    db.session.commit()
    ids, school_id = [record.id for record in records], cast.school.id
    seen = []

    def note(*arguments):
        seen.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    two = flags_of(school_id, [ids[0], ids[-1]])
    number = len(seen)
    whole = flags_of(school_id, ids)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 2 * number
    assert number <= 9
    assert {key: whole[key] for key in two} == two
    assert all(whole[record.id] == flags(record) for record in records[:3])
    assert set(whole) == set(ids)


def test_records_of_another_school_have_no_flags_here(cast):
    record = send(cast)
    assert flags_of(cast.other_school.id, [record.id]) == {}


def test_the_desk_tells_each_in_a_line_and_the_list_counts_them_in_words(app, cast):
    record = send(cast, half_hours=2)
    make_record(cast.teacher_post, cast.site, status=S.APPROVED, by=cast.teacher, half_hours=2)
    cast.teacher_post.hired_on = date(2026, 7, 7)
    client = sign_in(app, cast.head)
    listed = client.get("/reviews").get_data(as_text=True)
    assert "须核实 1" in listed
    assert "提示 1" in listed
    page = client.get(f"/reviews?record={record.id}").get_data(as_text=True)
    assert "有 1 天早于入职日 2026-07-07：7 月 6 日" in page
    assert "打开那份记录" in page


@on_one_database
def test_lists_of_records_say_how_many_hours_each_claims(app, cast):
    send(cast)
    for account, path in ((cast.teacher, "/records"), (cast.head, "/reviews")):
        assert "共 160 小时" in sign_in(app, account).get(path).get_data(as_text=True)


def test_a_head_is_told_of_a_record_elsewhere_but_not_led_to_it(app, cast):
    record = send(cast)
    theirs = send(cast, cast.hr_post)
    theirs.evidence[0].file_id = record.evidence[0].file_id
    page = sign_in(app, cast.head).get(f"/reviews?record={record.id}").get_data(as_text=True)
    assert "也用在示例孙人事" in page
    assert f"/records/{theirs.id}" not in page
