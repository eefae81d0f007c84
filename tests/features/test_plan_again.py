"""A plan that ended is not typed a second time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.domain.facts import RecordStatus as S
from app.domain.facts import Venue
from app.extensions import db
from app.plans.forms import SETTLED
from app.plans.models import Answer, PracticePlan
from app.practice.models import PatternKind
from tests.builders import make_evidence, make_plan, make_record, sign_in
from tests.features.test_plan_log import running
from tests.features.test_plans import press, write
from tests.features.test_record_again import checked, chosen, value_of

TYPED = (*SETTLED, "site_id", "venue", "pattern", "weekdays", "half_hours", "post", "tasks")


@pytest.fixture
def earlier(cast):
    """Rejected, with an answer of each kind."""
    return make_plan(
        cast.teacher_post, cast.site, status=S.REJECTED, by=cast.teacher, reviewer=cast.hr,
        pattern=PatternKind.WEEKDAYS, weekdays="135", half_hours=7, venue=Venue.RESEARCH,
        paid_work=Answer.CONFLICT, conflict_note="已向学校说明", late_reason="补报",
        absent=frozenset({clock.today() + timedelta(days=33)}),
    )  # fmt: skip


def test_everything_but_the_days_is_filled_in_and_makes_a_plan_of_its_own(app, cast, earlier):
    client, path = sign_in(app, cast.teacher), f"/plans/new?like={earlier.id}"
    page = client.get(path).text
    assert "去“示例重工有限公司”的计划填好，请填日期并核对其余各栏。</p>" in page
    assert value_of(page, "first_day") == value_of(page, "last_day") == ""
    assert "补报</textarea>" not in page
    assert (clock.today() + timedelta(days=33)).isoformat() not in page
    sent = {
        "site_id": chosen(page, "site_id")[0], "venue": chosen(page, "venue")[0],
        "pattern": checked(page, "pattern")[0], "weekdays": checked(page, "weekdays"),
        "agreement": checked(page, "agreement")[0], "conflict_note": "已向学校说明",
        "tasks": earlier.tasks, "transfer": earlier.transfer,
    }  # fmt: skip
    sent |= {
        name: checked(page, name)[0] for name in ("own_company", "paid_work", "teaching_clash", "secrecy")
    }
    lines = ("half_hours", "post", "mentor_name", "mentor_phone", "agreement_number", "insurance", "safety")
    sent |= {name: value_of(page, name) for name in lines}
    for name in ("conflict_note", "tasks", "transfer"):
        assert f"{sent[name]}</textarea>" in page
    assert "都填好了，可以提交" in write(client, path, **sent).text
    made = db.session.scalars(select(PracticePlan).where(PracticePlan.id != earlier.id)).one()
    assert [getattr(made, name) for name in TYPED] == [getattr(earlier, name) for name in TYPED]
    assert (made.status, made.absent, made.late_reason) == (S.DRAFT, frozenset(), "")


def test_what_cannot_come_along_is_said(app, cast, earlier):
    file = make_evidence(make_record(cast.teacher_post, cast.site, by=cast.teacher), by=cast.teacher).file
    earlier.agreement_file, earlier.agreement_name = file, "协议.pdf"
    cast.site.active = False
    page = sign_in(app, cast.teacher).get(f"/plans/new?like={earlier.id}").text
    assert "协议扫描件要重新上传。这个单位已停用，请另选。" in page
    assert chosen(page, "site_id") != [str(cast.site.id)]


def test_only_ones_own_plans_can_be_gone_by(app, cast, earlier):
    for who, code in ((cast.colleague, 404), (cast.other_teacher, 404), (cast.head, 403), (cast.hr, 403)):
        assert sign_in(app, who).get(f"/plans/new?like={earlier.id}").status_code == code
    client = sign_in(app, cast.teacher)
    assert client.get("/plans/new?like=999999").status_code == 404
    for nonsense in ("", "abc", "-1", "9" * 30):
        assert client.get("/plans/new", query_string={"like": nonsense}).status_code == 200


def test_a_plan_at_its_end_leads_there_and_one_that_goes_on_does_not(app, cast, earlier):
    client = sign_in(app, cast.teacher)
    link = f'href="/plans/new?like={earlier.id}">照这份另写一份'
    assert link in client.get(f"/plans/{earlier.id}").text
    assert link not in sign_in(app, cast.hr).get(f"/plans/{earlier.id}").text
    plan = running(cast)
    assert "照这份另写一份" not in client.get(f"/plans/{plan.id}").text
    assert "照这份另写一份" in press(client, plan, "close", reason="企业停产").text
