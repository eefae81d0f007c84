"""Passing many at once: a summary, what it holds back and why, and one transaction."""

import re
import threading
from contextvars import Context
from datetime import date

import pytest

from app import clock
from app.audit.models import AuditEvent
from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.domain.workflow import Action
from app.extensions import db
from app.mail.models import Mail
from app.practice.operations import act
from app.reviews.bulk_queries import LIMIT, Pick, Why, sort_out
from tests.builders import AT, make_account, make_record, sign_in, token
from tests.conftest import on_one_database
from tests.features.desk import send, status_of

TOGETHER = "/reviews/together"


def value(record):
    return f"{record.id}-{record.version}"


def asked(action, records):
    return {"action": action, "r": [value(record) for record in records]}


def summary(client, action, records):
    return client.get(TOGETHER, query_string=asked(action, records))


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def confirm(client, action, records, **data):
    return client.post(TOGETHER, data={**asked(action, records), **data, "csrf_token": token(client)})


def picks(*records):
    return [Pick(record.id, record.version) for record in records]


def held(actor, action, *records):
    found = sort_out(picks(*records), action, actor=actor, on=clock.today())
    return [one.why for one in found.held]


# What the summary says


def test_the_summary_counts_hours_and_says_the_effect_for_each_teacher(app, cast):
    first = send(cast, status=S.ENDORSED)
    second = send(cast, status=S.ENDORSED, first_day=date(2026, 8, 10), last_day=date(2026, 8, 14))
    other = send(cast, cast.colleague_post, status=S.ENDORSED)
    text = text_of(summary(sign_in(app, cast.hr), "approve", [first, second, other]))
    assert "将通过 3 份，共 360 小时" in text
    assert "2 位教师" in text
    assert "2026 年：0 → 200 / 160 小时，" in text
    assert "2026 年：0 → 160 / 160 小时，" in text
    assert "确认通过 3 份" in text
    assert {status_of(record) for record in (first, second, other)} == {S.ENDORSED}


def test_endorsing_many_says_that_hr_follows_and_promises_no_effect(app, cast):
    text = text_of(summary(sign_in(app, cast.head), "endorse", [send(cast)]))
    assert "确认初审通过 1 份" in text
    assert "初审通过后交人事处审批" in text
    assert "→" not in text


def test_what_is_held_back_is_linked_with_its_reason(app, cast):
    passing, empty = send(cast, status=S.ENDORSED), send(cast, cast.colleague_post, status=S.ENDORSED)
    empty.evidence.clear()
    client = sign_in(app, cast.hr)
    page = summary(client, "approve", [passing, empty]).get_data(as_text=True)
    assert "没有佐证文件" in page
    assert f'href="/reviews?record={empty.id}"' in page
    assert f'name="r" value="{value(empty)}"' not in page
    assert f'name="r" value="{value(passing)}"' in page


def test_where_nothing_may_pass_there_is_nothing_to_confirm(app, cast):
    text = text_of(summary(sign_in(app, cast.hr), "approve", [send(cast)]))
    assert "勾选的记录都不能一起通过" in text
    assert "确认通过" not in text


@on_one_database
@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ({"action": "approve"}, 200, "还没有勾选记录"),
        ({"action": "approve", "r": "x"}, 200, "还没有勾选记录"),
        ({"action": "reject", "r": "1-1"}, 400, "没有这样的批量操作"),
        ({"r": "1-1"}, 400, "没有这样的批量操作"),
        (
            {"action": "approve", "r": [f"{n}-1" for n in range(1, LIMIT + 2)]},
            400,
            "一次最多 200 份，您勾选了 201 份",
        ),
    ],
)
def test_a_summary_of_nothing_says_what_to_do(app, cast, query, code, words):
    answer = sign_in(app, cast.hr).get(TOGETHER, query_string=query)
    assert (answer.status_code, words in text_of(answer)) == (code, True)


def test_more_than_the_limit_passes_nothing(app, cast):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    many = [value(record), *(f"{record.id + n}-1" for n in range(1, LIMIT + 1))]
    data = {"action": "approve", "r": many, "csrf_token": token(client)}
    assert client.post(TOGETHER, data=data).status_code == 400
    assert status_of(record) is S.ENDORSED


# Why a record is held back


def test_a_serious_flag_holds_back_and_a_note_does_not(cast):
    flagged, late = send(cast), send(cast, cast.colleague_post)
    cast.teacher_post.hired_on = date(2026, 7, 7)
    late.submitted_at = AT.replace(year=2027, month=3)
    db.session.flush()
    assert held(cast.head, Action.ENDORSE, flagged, late) == [Why.FLAGS]


def test_missing_evidence_holds_back(cast):
    record = make_record(cast.teacher_post, cast.site, status=S.SUBMITTED, by=cast.teacher)
    found = sort_out(picks(record), Action.ENDORSE, actor=cast.head, on=clock.today())
    assert [(one.why, one.flags) for one in found.held] == [(Why.FLAGS, ("没有佐证文件",))]


def test_somebody_elses_step_holds_back(cast):
    assert held(cast.hr, Action.APPROVE, send(cast)) == [Why.STEP]
    assert held(cast.hr, Action.ENDORSE, send(cast, cast.colleague_post)) == [Why.STEP]
    assert held(cast.head, Action.APPROVE, send(cast, cast.colleague_post, status=S.ENDORSED)) == [Why.STEP]


def test_a_record_that_changed_since_holds_back(cast):
    record = send(cast)
    seen = picks(record)
    act(record, Action.WITHDRAW, actor=cast.teacher, at=AT)
    act(record, Action.SUBMIT, actor=cast.teacher, at=AT)
    found = sort_out(seen, Action.ENDORSE, actor=cast.head, on=clock.today())
    assert [one.why for one in found.held] == [Why.CHANGED]


def test_ones_own_record_holds_back_with_whichever_account(cast):
    own = send(cast, cast.hr_post, status=S.ENDORSED)
    second = make_account(cast.hr.person, Role.HR, Role.ADMIN, username="zweit")
    assert held(cast.hr, Action.APPROVE, own) == [Why.OWN]
    assert held(second, Action.APPROVE, own) == [Why.OWN]
    assert held(cast.hr2, Action.APPROVE, own) == []


def test_a_record_one_wrote_for_a_teacher_holds_back_with_whichever_account(cast):
    written = send(cast, status=S.ENDORSED)
    written.entered_by = cast.hr
    second = make_account(cast.hr.person, Role.HR, username="zweit")
    assert held(cast.hr, Action.APPROVE, written) == [Why.WRITTEN]
    assert held(second, Action.APPROVE, written) == [Why.WRITTEN]


def test_what_is_not_the_readers_to_know_of_is_not_named(app, cast):
    record, here = send(cast), send(cast, cast.hr_post)
    client = sign_in(app, cast.other_head)
    text = text_of(summary(client, "endorse", [record, here]))
    assert "另有 1 份不存在，或不由您审" in text
    assert "示例王明" not in text
    assert "确认初审通过 1 份" in text
    confirm(client, "endorse", [record, here])
    assert (status_of(record), status_of(here)) == (S.SUBMITTED, S.ENDORSED)


def test_another_school_passes_nothing_here(app, cast):
    record = send(cast, status=S.ENDORSED)
    confirm(sign_in(app, cast.other_hr), "approve", [record])
    assert status_of(record) is S.ENDORSED


# Confirming


def test_confirming_passes_all_with_an_event_and_a_mail_each(app, cast):
    records = [send(cast, post, status=S.ENDORSED) for post in (cast.teacher_post, cast.colleague_post)]
    client = sign_in(app, cast.hr)
    answer = confirm(client, "approve", records, held=7)
    assert answer.location.startswith("/reviews?batch=")
    assert {status_of(record) for record in records} == {S.APPROVED}
    events = db.session.query(AuditEvent).filter_by(tag="record:approve").all()
    assert sorted(event.subject_id for event in events) == sorted(record.id for record in records)
    assert {event.actor_account_id for event in events} == {cast.hr.id}
    assert {mail.person_id for mail in db.session.query(Mail)} == {
        cast.teacher.person_id,
        cast.colleague.person_id,
    }
    assert "2 份已通过，7 份留下" in text_of(client.get("/reviews"))


def test_endorsing_many_writes_to_hr(app, cast):
    records = [send(cast, post) for post in (cast.teacher_post, cast.colleague_post)]
    client = sign_in(app, cast.head)
    confirm(client, "endorse", records)
    assert {status_of(record) for record in records} == {S.ENDORSED}
    assert db.session.query(Mail).count() == 4  # two people of HR, two records
    assert "2 份已初审通过" in text_of(client.get("/reviews"))


def test_what_changed_between_summary_and_confirming_is_reported_and_the_rest_passes(app, cast):
    kept, changed = send(cast, status=S.ENDORSED), send(cast, cast.colleague_post, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    summary(client, "approve", [kept, changed])
    data = {**asked("approve", [kept, changed]), "held": 1, "csrf_token": token(client)}
    act(changed, Action.WITHDRAW, actor=cast.colleague, at=AT)
    client.post(TOGETHER, data=data)
    assert (status_of(kept), status_of(changed)) == (S.APPROVED, S.WITHDRAWN)
    text = text_of(client.get("/reviews"))
    assert "1 份已通过，2 份留下" in text
    assert "确认时又有 1 份不能一起通过，没有处理" in text
    assert "示例李华（2026-07-06 至 2026-07-31）：在您打开页面之后有了变化" in text


def test_confirming_twice_passes_once(app, cast):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    data = {**asked("approve", [record]), "csrf_token": token(client)}
    client.post(TOGETHER, data=data)
    client.post(TOGETHER, data=data)
    assert db.session.query(AuditEvent).filter_by(tag="record:approve").count() == 1
    assert "没有一份通过，1 份此前已办理" in text_of(client.get("/reviews"))


@on_one_database
def test_what_a_colleague_has_decided_meanwhile_is_not_left_to_look_at(app, cast):
    mine, theirs = send(cast, status=S.ENDORSED), send(cast, cast.colleague_post, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    data = {**asked("approve", [mine, theirs]), "held": 3, "csrf_token": token(client)}
    act(theirs, Action.APPROVE, actor=cast.hr2, at=AT)
    before = text_of(client.get(TOGETHER, query_string=asked("approve", [mine, theirs])))
    assert "将通过 1 份，共 160 小时" in before.replace(" （20 天）", "")
    assert "已有人办理，不用再审：1 份" in before
    assert f"{cast.hr2.person.name}已审批通过" in before
    client.post(TOGETHER, data=data)
    text = text_of(client.get("/reviews"))
    assert "1 份已通过，3 份留下，1 份此前已办理" in text
    who = f"示例李华（2026-07-06 至 2026-07-31）：{cast.hr2.person.name}已审批通过"
    assert f"1 份已有人办理，不用再审。{who}" in text
    assert "请重新看过" not in text


def test_a_forged_list_passes_nothing_that_is_held_back(app, cast):
    own, early, flagged = (
        send(cast, cast.hr_post, status=S.ENDORSED),
        send(cast),
        send(cast, cast.colleague_post, status=S.ENDORSED),
    )
    flagged.evidence.clear()
    before = {record: record.status for record in (own, early, flagged)}
    confirm(sign_in(app, cast.hr), "approve", [own, early, flagged])
    assert {record: status_of(record) for record in before} == before


@pytest.mark.parametrize(("who", "code"), [("teacher", 403), ("colleague", 403)])
def test_who_reviews_nothing_has_no_summary(app, cast, who, code):
    client = sign_in(app, getattr(cast, who))
    data = {**asked("endorse", [send(cast)]), "csrf_token": token(client)}
    assert client.get(TOGETHER).status_code == code
    assert client.post(TOGETHER, data=data).status_code == code


def test_two_who_confirm_the_same_list_at_once_pass_each_record_once(app, cast):
    records = [
        send(cast, post, status=S.ENDORSED, first_day=first, last_day=first)
        for post in (cast.teacher_post, cast.colleague_post)
        for first in (date(2026, 7, 6), date(2026, 7, 7), date(2026, 7, 8))
    ]
    clients = [sign_in(app, account) for account in (cast.hr, cast.hr2)]
    sent = [
        {**asked("approve", records if n else records[::-1]), "csrf_token": token(client)}
        for n, client in enumerate(clients)
    ]
    db.session.rollback()
    together, codes = threading.Barrier(2), []

    def speak(client, data):
        together.wait()
        codes.append(client.post(TOGETHER, data=data).status_code)

    threads = [
        threading.Thread(target=Context().run, args=(speak, *pair))
        for pair in zip(clients, sent, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [302, 302]
    assert {status_of(record) for record in records} == {S.APPROVED}
    assert db.session.query(AuditEvent).filter_by(tag="record:approve").count() == len(records)
    assert db.session.query(Mail).count() == len(records)


def test_the_queue_that_was_narrowed_stays_so(app, cast):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    page = client.get(TOGETHER, query_string={**asked("approve", [record]), "flags": "none", "waited": "3"})
    assert "/reviews/together?flags=none&amp;waited=3" in page.get_data(as_text=True)
    data = {**asked("approve", [record]), "csrf_token": token(client)}
    location = client.post(f"{TOGETHER}?flags=none&waited=3", data=data).location
    assert location.endswith("&flags=none&waited=3")
