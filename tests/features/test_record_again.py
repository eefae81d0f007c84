"""A new record that begins from an earlier one."""

import re
from datetime import date

import pytest

from app.domain.facts import Host, RecordStatus, Venue
from app.domain.sites import SiteKind
from app.extensions import db
from app.practice.models import PatternKind, PracticeRecord, RecordKind
from tests.builders import make_record, make_site, sign_in, token


@pytest.fixture
def earlier(cast):
    """Three mornings a week, with an absence."""
    return make_record(
        cast.teacher_post, cast.site, status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
        pattern=PatternKind.WEEKDAYS, weekdays="135", half_hours=7, absent=frozenset({date(2026, 7, 8)}),
        venue=Venue.RESEARCH, post="工艺岗", tasks="改进示例工艺",
    )  # fmt: skip


def value_of(page, name):
    return re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)[1]


def checked(page, name):
    boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    return [re.search('value="([^"]*)"', box)[1] for box in boxes if "checked" in box]


def chosen(page, name):
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)[0]
    return re.findall(r'<option selected value="([^"]*)"', select)


def test_place_pattern_hours_and_work_are_filled_in_and_days_are_not(app, cast, earlier):
    page = sign_in(app, cast.teacher).get(f"/records/new?like={earlier.id}").text
    assert "已照 2026-07-06 至 2026-07-31 在“示例重工有限公司”的那段填好" in page
    assert (chosen(page, "site_id"), chosen(page, "venue")) == ([str(cast.site.id)], ["research"])
    assert (checked(page, "pattern"), checked(page, "weekdays")) == (["weekdays"], ["1", "3", "5"])
    assert (value_of(page, "half_hours"), value_of(page, "post")) == ("3.5", "工艺岗")
    assert "改进示例工艺</textarea>" in page
    assert value_of(page, "first_day") == value_of(page, "last_day") == ""
    assert "2026-07-08" not in page


def test_what_was_begun_so_is_a_record_of_its_own(app, cast, earlier):
    client = sign_in(app, cast.teacher)
    path = f"/records/new?like={earlier.id}"
    client.post(
        path,
        data={
            "site_id": cast.site.id, "venue": "", "pattern": "workdays", "half_hours": "8",
            "tasks": "又去了一次", "first_day": "2026-08-03", "last_day": "2026-08-14",
            "csrf_token": token(client),
        },
    )  # fmt: skip
    made = db.session.query(PracticeRecord).filter(PracticeRecord.id != earlier.id).one()
    assert (made.status, made.copied_from_id, made.evidence) == (RecordStatus.DRAFT, None, [])
    assert (made.pattern, made.venue) == (PatternKind.WORKDAYS, Venue.ENTERPRISE_POST)
    assert made.tasks == "又去了一次"


def test_a_training_class_is_filled_in_without_the_number_of_its_certificate(app, cast):
    base = make_site(cast.school, "示例培训基地", kind=SiteKind.TRAINING_BASE, host=Host.SCHOOL)
    record = make_record(
        cast.teacher_post, base, by=cast.teacher, kind=RecordKind.TRAINING, venue=Venue.TRAINING_BASE,
        class_title="双师能力提升班", organiser="示例教育厅", certificate_number="证 001", training_hours=48,
    )  # fmt: skip
    page = sign_in(app, cast.teacher).get(f"/records/new?like={record.id}&kind=practice").text
    assert "<h1>记一段培训</h1>" in page
    assert (value_of(page, "class_title"), value_of(page, "organiser")) == ("双师能力提升班", "示例教育厅")
    assert (value_of(page, "training_hours"), value_of(page, "certificate_number")) == ("48", "")
    assert chosen(page, "venue") == [""]


def test_a_closed_place_has_to_be_chosen_anew(app, cast, earlier):
    cast.site.active = False
    page = sign_in(app, cast.teacher).get(f"/records/new?like={earlier.id}").text
    assert "这个单位已停用，请另选" in page
    assert str(cast.site.id) not in chosen(page, "site_id")


def test_only_ones_own_records_can_be_gone_by(app, cast, earlier):
    for account, answer in (
        (cast.colleague, 404), (cast.other_teacher, 404), (cast.head, 403), (cast.hr, 403), (cast.hr2, 403),
    ):  # fmt: skip
        assert sign_in(app, account).get(f"/records/new?like={earlier.id}").status_code == answer
    client = sign_in(app, cast.teacher)
    assert client.get("/records/new?like=999999").status_code == 404
    for nonsense in ("", "abc", "-1", "9" * 30):
        assert client.get("/records/new", query_string={"like": nonsense}).status_code == 200


def test_a_record_that_hr_entered_for_somebody_is_not_hrs_own(app, cast):
    record = make_record(cast.teacher_post, cast.site, by=cast.hr)
    assert sign_in(app, cast.hr).get(f"/records/new?like={record.id}").status_code == 403
    assert sign_in(app, cast.teacher).get(f"/records/new?like={record.id}").status_code == 200


def test_the_list_and_the_record_lead_there(app, cast, earlier):
    link = f'href="/records/new?like={earlier.id}"'
    client = sign_in(app, cast.teacher)
    for path in ("/records", f"/records/{earlier.id}"):
        page = client.get(path).text
        assert link in page
        assert "照这条再记一段" in page
    assert "照这条再记一段" not in sign_in(app, cast.head).get(f"/records/{earlier.id}").text


def test_the_three_places_of_late_are_offered_once_each(app, cast):
    sites = [make_site(cast.school, f"示例单位{number}") for number in "一二三四"]
    for month, site in enumerate((*sites, sites[2]), 3):
        make_record(cast.teacher_post, site, date(2026, month, 2), date(2026, month, 6), by=cast.teacher)
    closed = make_site(cast.school, "示例停用单位")
    closed.active = False
    make_record(cast.teacher_post, closed, by=cast.teacher)
    make_record(cast.colleague_post, cast.site, by=cast.colleague)
    client = sign_in(app, cast.teacher)
    line = re.search(r'<p class="again">.*?</p>', client.get("/records/new").text)[0]
    assert re.findall(r">([^<>]+)</a>", line) == ["示例单位三", "示例单位四", "示例单位二"]
    latest = db.session.query(PracticeRecord).filter_by(site_id=sites[2].id, first_day=date(2026, 7, 2)).one()
    assert f"like={latest.id}" in line
    assert '<p class="again">' not in client.get("/records/new?kind=training").text
    assert '<p class="again">' not in sign_in(app, cast.head).get("/records/new").text


def test_a_second_post_of_hr_copies_its_own_records_only(app, cast, earlier):
    own = make_record(cast.hr_post, cast.site, by=cast.hr)
    client = sign_in(app, cast.hr)
    assert client.get(f"/records/new?like={own.id}").status_code == 200
    assert f"like={earlier.id}" not in client.get(f"/records/{earlier.id}").text
