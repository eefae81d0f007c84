"""What the pages say of a teacher is what the rules say, with its grounds."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.domain import words
from app.domain.conclusion import conclusion
from app.domain.facts import Category, Host, RecordStatus, System, Venue
from app.domain.outcome import ExclusionReason
from app.domain.windows import rolling_window
from app.extensions import db
from app.policy.cases import judge_case
from app.policy.loader import load_law
from app.reviews.queries import waiting_for
from app.schools.models import DecisionKind
from app.standing.school_queries import to_review
from app.standing.what_if import what_if
from app.teachers.models import Teacher
from app.venues.models import SiteKind
from tests.builders import make_decision, make_record, make_site, sign_in
from tests.conftest import on_one_database
from tests.features.test_standing_queries import AS_OF, as_case, decide_gate, practise

PAGE = "/standing/{}?as_of=2026-12-31"


def seen(client, path: str, status: int = 200) -> str:
    """A page as its reader sees it: tags gone, one space between words."""
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def between_6_and_10(cast) -> None:
    """1,160 hours in the five years to the end of 2026: enough for 6 months, short of 10."""
    for year in range(2022, 2027):
        make_record(
            cast.teacher_post, cast.site, date(year, 7, 4), date(year, 8, 12),
            status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.hr,
        )  # fmt: skip


def test_every_worksheet_shows_the_figures_of_flask_evaluate(app, cast, tmp_path):
    decide_gate(cast)
    path = tmp_path / "case.toml"
    path.write_text(as_case(practise(cast)), "utf-8")
    _, evaluation = judge_case(load_law(), path)
    client = sign_in(app, cast.teacher)
    for verdict in evaluation.verdicts:
        address = f"/standing/{cast.teacher_post.id}/{verdict.rule.id}/{verdict.window.first_day}"
        text = seen(client, f"{address}?as_of=2026-12-31")
        assert conclusion(verdict, AS_OF) in text
        if verdict.records or verdict.excluded:
            days = sum(credit.half_hours for credit in verdict.records) // 16
            assert f"合计 {days} {words.hours(verdict.credited)}" in text
        assert verdict.rule.citation.words in text
        assert "每月按 20 个工作日，即 160 小时" in text
        assert "WD20" not in text


def test_the_teachers_page_lists_every_verdict_with_credited_and_required(app, cast, tmp_path):
    decide_gate(cast)
    path = tmp_path / "case.toml"
    path.write_text(as_case(practise(cast)), "utf-8")
    _, evaluation = judge_case(load_law(), path)
    text = seen(sign_in(app, cast.teacher), PAGE.format(cast.teacher_post.id))
    for verdict in evaluation.verdicts:
        assert f"{words.hours(verdict.credited)} / {words.hours(verdict.required)}" in text
    assert "仅模拟、不作为认定依据" in text


def test_a_teacher_between_6_and_10_months_reads_both_texts_and_what_is_missing(app, cast):
    decide_gate(cast)
    between_6_and_10(cast)
    text = seen(sign_in(app, cast.teacher), PAGE.format(cast.teacher_post.id))
    assert "现行文件口径不同，结果也不同" in text
    assert "《辽宁省职业教育改革实施方案》辽政发〔2020〕8号" in text
    assert "按 10 个月口径（辽政发〔2021〕2号）还差" in text
    assert re.search(r"若不再增加，2027 年 \d+ 月 \d+ 日起将低于要求", text)


@on_one_database
def test_the_day_on_which_hours_will_lack_is_one_with_what_the_school_has_decided_for_later(app, cast):
    """Under 21.75 days six months are 1,044 hours: of the 1,160 too many are gone in July 2027 already."""
    decide_gate(cast)
    between_6_and_10(cast)
    make_decision(
        cast.school, DecisionKind.PROFILE, "WD2175",
        effective_from=date(2027, 3, 1), by=cast.hr, decided_by=cast.admin,
    )  # fmt: skip
    client = sign_in(app, cast.teacher)
    for path in (PAGE, "/standing/{}/LN-2020-5Y6M/2022-01-01?as_of=2026-12-31"):
        text = seen(client, path.format(cast.teacher_post.id))
        days = set(re.findall(r"若不再增加，(.*?) 日起将低于要求", text))
        assert days == {"2027 年 7 月 20"}
        assert "2027 年 3 月 1 日起按每月 21.75 天折算；若不再增加" in text
    imagined = what_if(cast.teacher_post.id, (), AS_OF, pass_waiting=False).current
    (line,) = [one for one in imagined if one.after.rule.id == "LN-2020-5Y6M"]
    assert {change.day for change in line.dates} == {date(2027, 7, 20)}


def test_a_record_that_does_not_count_says_why_with_its_ground(app, cast):
    base = make_site(cast.school, "示例大学培训基地", kind=SiteKind.TRAINING_BASE, host=Host.SCHOOL)
    make_record(
        cast.teacher_post, base, date(2026, 7, 6), date(2026, 7, 10), status=RecordStatus.APPROVED,
        by=cast.teacher, reviewer=cast.hr, venue=Venue.TRAINING_BASE,
    )  # fmt: skip
    sheet = f"/standing/{cast.teacher_post.id}/LN-2020-5Y6M/2022-01-01?as_of=2026-12-31"
    text = seen(sign_in(app, cast.teacher), sheet)
    assert words.EXCLUSION[ExclusionReason.DOES_NOT_COUNT] in text
    assert "五年规则只写企业实践" in text
    assert "统计期：2022 年 1 月 1 日至 2026 年 12 月 31 日" in text


def test_an_old_address_of_a_moving_window_leads_to_the_one_of_the_day(app, cast):
    client = sign_in(app, cast.teacher)
    base = f"/standing/{cast.teacher_post.id}/LN-2020-5Y6M"
    answer = client.get(f"{base}/2019-01-01?as_of=2026-12-31")
    assert answer.location == f"{base}/2022-01-01?as_of=2026-12-31"
    assert client.get(f"/standing/{cast.teacher_post.id}/LN-2022-1M/2001-01-01").status_code == 404
    assert client.get(f"{base}/gestern").status_code == 404
    assert client.get(f"/standing/{cast.teacher_post.id}/XX/2022-01-01").status_code == 404


def test_home_shows_the_two_lines_and_what_waits(app, cast):
    today = clock.today()
    for status in (RecordStatus.RETURNED, RecordStatus.DRAFT, RecordStatus.DRAFT, RecordStatus.SUBMITTED):
        make_record(cast.teacher_post, cast.site, today, today, status=status, by=cast.teacher)
    text = seen(sign_in(app, cast.teacher), "/")
    assert "今年 0 / 160 小时" in text
    assert "近五年 0 / 960 小时" in text
    assert "退回待改 1" in text
    assert "草稿未提交 2" in text
    assert "另有 1 条正在审核" in text


def test_home_without_records_invites_to_write_one_down(app, cast):
    assert "还没有记录 暑期去过企业？" in seen(sign_in(app, cast.teacher), "/")


def test_home_of_hr_counts_other_peoples_records_and_covers_the_school(app, cast):
    day = clock.today() - timedelta(days=1)
    for post, by in ((cast.teacher_post, cast.teacher), (cast.hr_post, cast.hr)):
        make_record(post, cast.site, day, day, status=RecordStatus.ENDORSED, by=by, reviewer=cast.head)
    text = seen(sign_in(app, cast.hr2), "/")
    assert "等我审 2 份，最久的已等" in text
    assert "0 / 5 人已达标" in text
    assert "等我审 1 份" in seen(sign_in(app, cast.hr), "/")
    assert "示例王明" not in seen(sign_in(app, cast.other_hr), "/")


def test_pages_say_that_history_is_missing_until_hr_confirms_it(app, cast):
    client, page = sign_in(app, cast.teacher), f"/standing/{cast.teacher_post.id}"
    first_day = rolling_window(clock.today()).first_day
    judged = ("/", page, f"{page}/LN-2020-5Y6M/{first_day}", f"{page}/what-if")
    for path in judged:
        assert "此前记录未录入" in seen(client, path), path
    cast.school.records_complete_from = first_day + timedelta(days=1)
    db.session.commit()
    for path in judged:
        assert "之前的记录未录入" in seen(client, path), path
    cast.school.records_complete_from = date(2015, 1, 1)
    db.session.commit()
    for path in judged:
        assert "未录入" not in seen(client, path), path


@pytest.mark.parametrize(
    ("typed", "says"),
    [("2026-13-01", "“2026-13-01”不是日期"), ("1203-01-01", "截至日应在 1950 年至 2150 年之间")],
)
def test_an_impossible_day_is_answered_in_words(app, cast, typed, says):
    client = sign_in(app, cast.hr)
    for path in (f"/standing/{cast.teacher_post.id}", "/school/standing", "/school/standing.csv"):
        answer = client.get(f"{path}?as_of={typed}")
        assert answer.status_code == 400
        assert says in answer.get_data(as_text=True)


def test_a_draft_as_gate_leaves_every_page_readable_and_says_what_is_wrong(app, cast):
    decide_gate(cast, "DD-DRAFT-5Y10M")
    client = sign_in(app, cast.hr)
    for path in ("/", f"/standing/{cast.teacher_post.id}", "/school/standing"):
        text = seen(client, path)
        assert "学校设定的认定依据无法使用：DD-DRAFT-5Y10M" in text
        assert "进行中" in text


def test_the_law_page_has_every_rule_with_number_date_status_and_population(app, cast):
    text = seen(sign_in(app, cast.teacher), "/law")
    for rule in load_law().rules:
        assert rule.citation.words in text
        assert rule.title in text
        assert rule.number is None or rule.number in text
        assert words.RULE_STATUS[rule.status] in text
        assert all(words.CATEGORY[category] in text for category in rule.population)
    for duty in load_law().duties:
        assert duty.citation.words in text
    for row in load_law().countings[0].rows:
        assert row.ground in text
    assert "2022-07-14 起（生效日为推定）" in text
    assert "五年是 6 个月还是 10 个月" in text
    assert "每月按 30 天，即 240 小时" in text


def test_a_school_of_the_other_system_reads_that_no_number_is_stated(app, cast):
    cast.school.system = System.RENSHE
    practise(cast)
    text = seen(sign_in(app, cast.teacher), PAGE.format(cast.teacher_post.id))
    assert "今年 200 小时" in text
    assert "暂无规定" in text
    assert "辽人社发〔2022〕18号没有规定数量，只作记录" in text
    assert "近五年 " not in text
    table = seen(sign_in(app, cast.hr), "/school/standing?as_of=2026-12-31")
    assert "符合条件的 5 人都不受这项要求约束" in table


def test_a_teacher_whom_the_rules_do_not_bind_is_told_so(app, cast):
    cast.teacher_post.categories[0].category = Category.GENERAL
    text = seen(sign_in(app, cast.teacher), PAGE.format(cast.teacher_post.id))
    assert "公共基础课教师" in text
    assert text.count("在本统计期不适用，只作记录") >= 2
    assert "还差" not in text


def test_home_counts_what_the_review_desk_lists(app, cast):
    day = clock.today() - timedelta(days=1)
    for post, by in ((cast.teacher_post, cast.teacher), (cast.head_post, cast.head), (cast.hr_post, cast.hr)):
        for status in (RecordStatus.SUBMITTED, RecordStatus.ENDORSED):
            make_record(post, cast.site, day, day, status=status, by=by, reviewer=cast.admin)
    for sole_hr in (False, True):
        cast.hr2.active = not sole_hr
        db.session.commit()
        for account in (cast.head, cast.other_head, cast.hr, cast.admin):
            listed = len(db.session.scalars(waiting_for(account)).all())
            assert to_review(account).total == listed


def test_an_empty_school_is_told_where_to_begin(app, cast):
    for teacher in db.session.scalars(select(Teacher).where(Teacher.school_id == cast.school.id)):
        teacher.left_on = teacher.hired_on
    db.session.commit()
    page = sign_in(app, cast.admin).get("/").get_data(as_text=True)
    assert "从这里开始" in page
    for path in ("/school", "/people/new", "/sites", "/school/start"):
        assert f'href="{path}"' in page
    assert "从这里开始" not in sign_in(app, cast.head).get("/").get_data(as_text=True)


@on_one_database
def test_the_office_lists_all_that_a_teacher_handed_in_and_nothing_else(app, cast):
    made = {
        status: make_record(
            cast.teacher_post, cast.site, date(2026, 1 + number, 5), date(2026, 1 + number, 9),
            status=status, by=cast.teacher, reviewer=cast.head,
        )
        for number, status in enumerate(RecordStatus)
    }  # fmt: skip
    db.session.commit()
    where = f"/standing/{cast.teacher_post.id}/records"
    hr = sign_in(app, cast.hr)
    for page in (f"/people/{cast.teacher_post.id}", f"/standing/{cast.teacher_post.id}"):
        assert f'href="{where}"' in hr.get(page).text
    unsent = {RecordStatus.DRAFT, RecordStatus.WITHDRAWN}
    expected = [str(record.id) for status, record in made.items() if status not in unsent][::-1]
    for who in (cast.hr, cast.admin, cast.head):
        assert (
            re.findall(r'<th scope="row"><a href="/records/(\d+)"', sign_in(app, who).get(where).text)
            == expected
        )
    assert sign_in(app, cast.other_head).get(where).status_code == 404
    assert sign_in(app, cast.other_hr).get(where).status_code == 404
    own = sign_in(app, cast.teacher).get(f"/standing/{cast.teacher_post.id}").text
    assert '<a href="/records">全部记录</a>' in own
