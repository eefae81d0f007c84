"""The review desk: what waits for whom, and one word at a time."""

from datetime import UTC, date, datetime

import pytest

from app.domain.facts import RecordStatus as S
from app.domain.roles import Role
from app.extensions import db
from app.mail.models import Mail
from app.practice.waiting import working_days_waiting
from app.reviews.queries import actions_for, place_of, waiting_for
from tests.builders import make_account, sign_in
from tests.features.desk import act, send, status_of


def queue(account):
    return [record.id for record in db.session.scalars(waiting_for(account))]


# Who waits for whom


def test_a_head_sees_what_the_own_department_has_sent_and_not_the_own_record(cast):
    record, own = send(cast), send(cast, cast.head_post)
    send(cast, status=S.ENDORSED)
    assert queue(cast.head) == [record.id]
    assert own.id not in queue(cast.head)
    assert queue(cast.other_head) == []


def test_hr_sees_what_is_endorsed_and_not_the_own_record(cast):
    record, own = send(cast, status=S.ENDORSED), send(cast, cast.hr_post, status=S.ENDORSED)
    send(cast)
    assert queue(cast.hr) == [record.id]
    assert queue(cast.hr2) == [record.id, own.id]


def test_an_administrator_sees_only_what_the_only_hr_person_would_decide_for_themselves(cast):
    own = send(cast, cast.hr_post, status=S.ENDORSED)
    send(cast, status=S.ENDORSED)
    assert queue(cast.admin) == []
    cast.hr2.active = False
    db.session.flush()
    assert queue(cast.admin) == [own.id]


def test_nothing_of_another_school_waits(cast):
    send(cast)
    send(cast, status=S.ENDORSED)
    assert queue(cast.other_hr) == []
    assert queue(cast.teacher) == []


def test_a_second_account_of_the_owner_reviews_nothing_of_theirs(cast):
    record = send(cast)
    second = make_account(cast.teacher.person, Role.HR, heads=cast.department, username="zweit")
    assert queue(second) == []
    assert actions_for(second, record) == frozenset()


def test_the_longest_waiting_comes_first_and_then_the_next(cast):
    late = send(cast, sent_at=datetime(2026, 11, 19, tzinfo=UTC))
    early = send(cast, sent_at=datetime(2026, 11, 2, tzinfo=UTC))
    last = send(cast, sent_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert queue(cast.head) == [early.id, late.id, last.id]
    assert place_of(cast.head, early.id).following == late.id
    assert place_of(cast.head, late.id).following == last.id
    assert place_of(cast.head, last.id).following == late.id  # the nearest: never back to the top
    assert place_of(cast.head, 999).following == early.id
    assert place_of(cast.other_head, early.id).following is None


def test_waiting_is_counted_in_working_days_of_china(cast):
    record = send(cast, sent_at=datetime(2026, 11, 19, 18, 0, tzinfo=UTC))  # a Friday morning in China
    for today, days in ((date(2026, 11, 20), 0), (date(2026, 11, 23), 1), (date(2026, 11, 24), 2)):
        assert working_days_waiting(record, today) == days
    unsent = send(cast, status=S.DRAFT)
    assert working_days_waiting(unsent, date(2026, 11, 24)) == 0


# The desk


def test_the_list_shows_who_how_long_and_how_much_evidence(app, cast):
    record = send(cast)
    page = sign_in(app, cast.head).get("/reviews").get_data(as_text=True)
    assert f"/reviews?record={record.id}" in page
    assert "1 份" in page
    assert "机电系" in page
    assert "等待系部初审" not in page


def test_hr_sees_what_waits_at_the_departments(app, cast):
    send(cast)
    page = sign_in(app, cast.hr).get("/reviews").get_data(as_text=True)
    assert "没有等您审核的记录" in page
    assert "等待系部初审" in page
    assert "示例王明" in page


def test_a_teacher_has_no_desk(app, cast, client):
    assert sign_in(app, cast.teacher).get("/reviews").status_code == 403
    assert client.get("/reviews").status_code == 302


def test_the_desk_shows_the_record_the_evidence_and_what_passing_changes(app, cast):
    record = send(cast, status=S.ENDORSED)
    page = sign_in(app, cast.hr).get(f"/reviews?record={record.id}").get_data(as_text=True)
    assert "参加示例产线的设备维护与调试" in page
    assert "鉴定表.pdf" in page
    assert "2026 年：0 → 160 / 160 小时，" in page
    assert "→ 已达标" in page
    assert f"/records/{record.id}/review/approve" in page
    assert f"/records/{record.id}/review/endorse" not in page


def test_the_desk_warns_of_overlap_and_of_a_file_used_twice(app, cast):
    record = send(cast)
    other = send(cast, cast.colleague_post)
    other.evidence[0].file_id = record.evidence[0].file_id
    send(cast, status=S.APPROVED, first_day=date(2026, 7, 20), last_day=date(2026, 8, 7))
    page = sign_in(app, cast.head).get(f"/reviews?record={record.id}").get_data(as_text=True)
    assert "有 10 天同时" not in page
    assert "有 10 天与该教师 2026-07-20 至 2026-08-07" in page
    assert "也用在示例李华" in page


def test_a_record_that_no_longer_waits_leads_to_its_page(app, cast):
    record = send(cast, status=S.APPROVED)
    answer = sign_in(app, cast.head).get(f"/reviews?record={record.id}")
    assert answer.location == f"/records/{record.id}"


def test_passing_goes_on_to_the_next_and_says_what_follows(app, cast):
    first, second = send(cast), send(cast, cast.colleague_post)
    client = sign_in(app, cast.head)
    answer = act(client, first, "endorse")
    assert answer.location == f"/reviews?record={second.id}"
    page = client.get(answer.location).get_data(as_text=True)
    assert "示例王明的记录已初审通过，接着由人事处审批" in page
    assert act(client, second, "endorse").location == "/reviews"
    assert status_of(first) is status_of(second) is S.ENDORSED


def test_hr_approves_and_the_teacher_is_written_to(app, cast):
    record = send(cast, status=S.ENDORSED)
    act(sign_in(app, cast.hr), record, "approve")
    assert status_of(record) is S.APPROVED
    assert db.session.query(Mail).one().person_id == cast.teacher.person_id


def test_a_return_takes_a_common_reason_and_words(app, cast):
    record = send(cast)
    act(sign_in(app, cast.head), record, "return", common="佐证无公章", reason="第 2 页")
    assert status_of(record) is S.RETURNED
    assert record.reason == "佐证无公章；第 2 页"


@pytest.mark.parametrize("data", [{}, {"common": "其他"}, {"common": "自造", "reason": "  "}])
def test_a_return_without_a_reason_is_asked_again(app, cast, data):
    record = send(cast)
    answer = act(sign_in(app, cast.head), record, "return", **data)
    assert "请写明原因，本人会看到" in answer.get_data(as_text=True)
    assert status_of(record) is S.SUBMITTED


def test_a_reason_too_long_keeps_what_was_typed(app, cast):
    record = send(cast, status=S.ENDORSED)
    page = act(sign_in(app, cast.hr), record, "reject", reason="长" * 1001).get_data(as_text=True)
    assert "说明最多 1000 字" in page
    assert "长" * 1001 in page


def test_the_history_of_earlier_rounds_is_on_the_desk(app, cast):
    record = send(cast)
    client = sign_in(app, cast.head)
    act(client, record, "return", reason="鉴定表缺第二页")
    record.status, record.decided_by_id, record.decided_at, record.reason = S.SUBMITTED, None, None, ""
    page = client.get(f"/reviews?record={record.id}").get_data(as_text=True)
    assert "鉴定表缺第二页" in page


def test_hr_revokes_with_a_reason_and_stays_with_the_record(app, cast):
    record = send(cast, status=S.APPROVED)
    client = sign_in(app, cast.hr)
    assert "撤销后不再计入" in client.get(f"/reviews?record={record.id}").get_data(as_text=True)
    answer = act(client, record, "revoke", reason="企业来函更正")
    assert answer.location == f"/records/{record.id}"
    assert status_of(record) is S.REVOKED
