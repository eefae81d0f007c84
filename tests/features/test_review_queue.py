"""The queue: what it is narrowed to, a record's place in it, and the parts of many records at once."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import event

from app import clock
from app.accounts.models import AccountRole, StandIn
from app.audit.operations import record_event
from app.domain.facts import RecordStatus as S
from app.domain.facts import Venue
from app.domain.roles import Part, Role
from app.domain.workflow import Action
from app.extensions import db
from app.practice.access import parts
from app.practice.holders import Holders
from app.practice.page import allowed_actions
from app.practice.waiting import working_days_since
from app.reviews.queries import SHOWN_AFTER, SHOWN_BEFORE, Asked, place_of, waiting_for
from tests.builders import AT, make_account, make_record, make_teacher, save, sign_in
from tests.features.desk import act, send, status_of


def queue(account, **asked):
    return [record.id for record in db.session.scalars(waiting_for(account, Asked(**asked)))]


def text_of(client, path):
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).get_data(as_text=True)).split())


def send_many(cast, number):
    """One after the other, an hour apart."""
    begun = datetime(2026, 11, 2, tzinfo=UTC)
    return [
        send(
            cast, cast.teacher_post, sent_at=begun + timedelta(hours=n),
            first_day=date(2026, 1, 5) + timedelta(days=n), last_day=date(2026, 1, 5) + timedelta(days=n),
        )
        for n in range(number)
    ]  # fmt: skip


# Narrowing


def test_a_queue_is_narrowed_by_department_form_flags_and_waiting(cast):
    calm = send(cast, status=S.ENDORSED)
    elsewhere = send(cast, cast.head_post, status=S.ENDORSED, venue=Venue.VISIT)
    cast.head_post.department_id = cast.other_department.id
    bare = make_record(
        cast.colleague_post, cast.site, status=S.ENDORSED, by=cast.colleague, reviewer=cast.head
    )
    db.session.flush()
    assert queue(cast.hr) == [calm.id, elsewhere.id, bare.id]
    assert queue(cast.hr, department_id=cast.other_department.id) == [elsewhere.id]
    assert queue(cast.hr, venue=Venue.VISIT) == [elsewhere.id]
    assert queue(cast.hr, flags="none") == [calm.id, elsewhere.id]
    assert queue(cast.hr, flags="serious") == [bare.id]
    assert queue(cast.hr, flags="none", venue=Venue.VISIT) == [elsewhere.id]


def test_narrowing_by_waiting_agrees_with_the_days_shown(cast):
    moments = [clock.now() - timedelta(hours=13 * n) for n in range(40)]
    records = [send(cast, sent_at=moment) for moment in moments]
    for days in (3, 5, 10):
        waited = {
            record.id
            for record, moment in zip(records, moments, strict=True)
            if working_days_since(moment, clock.today()) >= days
        }
        assert set(queue(cast.head, waited=days)) == waited
        assert waited


def test_the_list_shows_its_filters_as_a_sentence_and_keeps_them_in_its_links(app, cast):
    record = send(cast, status=S.ENDORSED)
    client = sign_in(app, cast.hr)
    page = client.get("/reviews?flags=none&waited=3&venue=visit").get_data(as_text=True)
    assert "没有符合条件的记录" in page
    assert "清除筛选" in page
    page = client.get("/reviews?flags=none&department=x&venue=x&waited=4").get_data(as_text=True)
    assert f"/reviews?record={record.id}&amp;flags=none" in page
    assert "符合条件的有 1 份" in page
    desk = client.get(f"/reviews?record={record.id}&flags=none").get_data(as_text=True)
    assert f"/records/{record.id}/review/approve?flags=none" in desk


def test_a_head_of_one_department_is_not_asked_which(app, cast):
    send(cast)
    assert 'id="department"' not in sign_in(app, cast.head).get("/reviews").get_data(as_text=True)
    send(cast, cast.colleague_post, status=S.ENDORSED)
    assert 'id="department"' in sign_in(app, cast.hr).get("/reviews").get_data(as_text=True)


def test_all_of_a_page_can_be_ticked_without_a_script(app, cast):
    send(cast), send(cast, cast.colleague_post)
    client = sign_in(app, cast.head)
    assert client.get("/reviews").get_data(as_text=True).count(" checked") == 0
    page = client.get("/reviews?ticked=1").get_data(as_text=True)
    assert page.count(" checked") == 2
    assert "全不选" in page
    assert "批量初审通过" in page
    assert "批量通过" not in page


# Place


def test_the_desk_says_the_place_and_leads_to_both_neighbours(app, cast):
    first, second, third = send_many(cast, 3)
    client = sign_in(app, cast.head)
    text = text_of(client, f"/reviews?record={second.id}")
    page = client.get(f"/reviews?record={second.id}").get_data(as_text=True)
    assert "第 2 份，共 3 份" in text
    assert f'href="/reviews?record={first.id}" data-key="k"' in page
    assert f'href="/reviews?record={third.id}" data-key="j"' in page
    assert "没有上一份了" in text_of(client, f"/reviews?record={first.id}")
    assert "没有下一份了" in text_of(client, f"/reviews?record={third.id}")


def test_the_desk_lists_only_some_around_the_record(app, cast):
    records = send_many(cast, 30)
    client = sign_in(app, cast.head)
    window = SHOWN_BEFORE + 1 + SHOWN_AFTER
    for number, earlier in ((1, 0), (15, 15 - 1 - SHOWN_BEFORE), (30, 30 - window)):
        place = place_of(cast.head, records[number - 1].id)
        assert (place.number, place.total, place.earlier) == (number, 30, earlier)
        assert place.around == tuple(record.id for record in records[earlier : earlier + window])
        assert place.later == 30 - window - earlier
    page = client.get(f"/reviews?record={records[14].id}").get_data(as_text=True)
    assert page.count("desk-department") == window
    assert f"前面还有 {15 - 1 - SHOWN_BEFORE} 份" in page


def test_a_decision_goes_on_to_the_neighbour_of_the_same_narrowed_queue(app, cast):
    first, second, third = send_many(cast, 3)
    second.venue = Venue.VISIT
    client = sign_in(app, cast.head)
    data = {"version": first.version, "csrf_token": _token(client)}
    answer = client.post(f"/records/{first.id}/review/endorse?venue=enterprise_post", data=data)
    assert answer.location == f"/reviews?record={third.id}&venue=enterprise_post"
    assert act(client, third, "endorse").location == f"/reviews?record={second.id}"


def _token(client):
    return client.get("/reviews").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]


def test_a_record_outside_the_queue_has_no_place_in_it(app, cast):
    done = send(cast, status=S.APPROVED)
    send(cast, cast.colleague_post, status=S.ENDORSED)
    text = text_of(sign_in(app, cast.hr), f"/reviews?record={done.id}")
    assert "不在等您审核的 1 份里" in text
    assert "下一份 j" not in text


def test_what_waits_longest_is_marked_once(app, cast):
    first, *_ = send_many(cast, 3)
    first.submitted_at -= timedelta(days=7)
    db.session.commit()
    client = sign_in(app, cast.head)
    page = client.get("/reviews").get_data(as_text=True)
    assert page.count("等得最久</span>") == 1
    home = text_of(client, "/")
    assert re.search(r"等我审 3 份，最久的已等 \d+ 个工作日", home)


def test_nothing_is_marked_where_several_wait_as_long_or_one_waits_alone(app, cast):
    first = send(cast)
    client = sign_in(app, cast.head)
    assert "等得最久</span>" not in client.get("/reviews").text
    second = send(cast, cast.colleague_post)
    first.submitted_at = second.submitted_at - timedelta(minutes=5)
    db.session.commit()
    assert "等得最久</span>" not in client.get("/reviews").text
    assert "最久</span>" not in client.get(f"/reviews?record={first.id}").text


# Reasons


def test_what_a_school_writes_again_and_again_becomes_a_reason_to_pick(app, cast):
    record = send(cast)
    for number, reason in ((3, "鉴定表缺第二页"), (2, "只写过两次"), (3, "太长的原因" * 7)):
        for n in range(number):
            record_event(
                "record:return", "record", 1000 + n, school_id=cast.school.id, actor=cast.head,
                at=clock.now(), reason=reason,
            )  # fmt: skip
    client = sign_in(app, cast.head)
    page = client.get(f"/reviews?record={record.id}").get_data(as_text=True)
    assert 'value="鉴定表缺第二页" data-digit="6"' in page
    assert "只写过两次" not in page
    assert "太长的原因" not in page
    act(client, record, "return", common="鉴定表缺第二页")
    assert (status_of(record), record.reason) == (S.RETURNED, "鉴定表缺第二页")


def test_the_reasons_of_another_school_or_of_long_ago_are_not_offered(app, cast):
    record = send(cast)
    for n in range(3):
        there, then = cast.other_school.id, clock.now() - timedelta(days=366)
        record_event(
            "record:return", "record", 1000 + n, school_id=there, actor=None, at=clock.now(), reason="别校的"
        )
        record_event(
            "record:return", "record", 1000 + n, school_id=cast.school.id, actor=None, at=then, reason="旧的"
        )
    page = sign_in(app, cast.head).get(f"/reviews?record={record.id}").get_data(as_text=True)
    assert "别校的" not in page
    assert "旧的" not in page


# One rule for one record and for many


@pytest.fixture
def school_in_motion(cast):
    """Heads, a stand-in, a writer, a department without head, one HR person with a record, two accounts."""
    make_account(cast.teacher.person, Role.HR, heads=cast.department, username="zweit")
    cast.hr2.grants = [AccountRole(role=Role.TEACHER)]
    cast.other_head.active = False
    make_teacher(cast.hr2.person, cast.other_department)
    today = clock.today()
    for account, role, department in (
        (cast.colleague, Role.HEAD, cast.department.id), (cast.hr2, Role.HR, None),
    ):  # fmt: skip
        save(
            StandIn(
                school_id=cast.school.id, account_id=account.id, for_account_id=cast.admin.id, role=role,
                department_id=department, first_day=today, last_day=today, created_by_id=cast.admin.id,
                created_at=AT,
            )
        )  # fmt: skip
    posts = (cast.teacher_post, cast.colleague_post, cast.head_post, cast.hr_post)
    records = [
        send(cast, post, status) for post, status in product(posts, (S.SUBMITTED, S.ENDORSED, S.APPROVED))
    ]
    written = send(cast, status=S.ENDORSED)
    written.entered_by = cast.hr
    db.session.flush()
    return [*records, written]


def test_the_parts_of_many_are_the_parts_of_each_and_the_queue_says_the_same(cast, school_in_motion):
    today = clock.today()
    seen = set()
    for account in (*cast.accounts().values(), *cast.teacher.person.accounts):
        holders = Holders(account.school_id, today)
        together = {one.id: parts(account, one, today, holders) for one in school_in_motion}
        assert together == {one.id: parts(account, one, today) for one in school_in_motion}
        mine = {
            one.id
            for one in school_in_motion
            if allowed_actions(one, together[one.id] - {Part.OWNER}) & {Action.ENDORSE, Action.APPROVE}
        }
        assert set(queue(account)) == mine, account.username
        seen |= {held for all_held in together.values() for held in all_held}
    assert seen == set(Part) - {Part.SPEAKER}  # who spoke last is asked only when it is taken back


def test_the_parts_of_many_ask_who_holds_what_once(cast, school_in_motion):
    holders, seen = Holders(cast.school.id, clock.today()), []
    for record in school_in_motion:
        assert record.teacher.person_id
        assert record.entered_by.person_id
    assert cast.hr.decides_on(clock.today())
    assert not cast.hr.endorses_in(clock.today())

    def note(*arguments):
        seen.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    for record in school_in_motion:
        parts(cast.hr, record, clock.today(), holders)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 1
