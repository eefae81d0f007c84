"""What if, asked of the school: another gate or convention, waiting records passed; nothing is saved."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.facts import Profile, WindowKind, YearBasis
from app.domain.facts import RecordStatus as S
from app.domain.gate import GateError, check_gating
from app.domain.outcome import Standing
from app.extensions import db
from app.schools.law import law_of
from app.schools.models import DecisionKind
from app.schools.queries import school_facts
from app.standing.impact import as_listed, impact_of_decision
from app.standing.queries import evaluate_school
from app.standing.school_what_if import Wish, school_what_if
from tests.architecture.test_transactions import statements_of
from tests.builders import begin_with, give_default_decisions, make_decision, make_record, sign_in
from tests.conftest import on_one_database

AS_OF = date(2026, 11, 27)
TEN_MONTHS, DRAFT = "LN-2021-5Y10M", "DD-DRAFT-5Y10M"


@pytest.fixture
def school(cast):
    """The teacher has seven months, her colleague eleven, of the head eight months wait for a word."""
    give_default_decisions(cast.school)
    stretches = (
        (cast.teacher_post, cast.teacher, 140, S.APPROVED),
        (cast.colleague_post, cast.colleague, 220, S.APPROVED),
        (cast.head_post, cast.head, 160, S.SUBMITTED),
    )
    for post, account, days, status in stretches:
        last_day = date.fromordinal(date(2025, 1, 1).toordinal() + days - 1)
        make_record(
            post, cast.site, date(2025, 1, 1), last_day, status=status, by=account, reviewer=cast.hr,
            pattern="daily",
        )  # fmt: skip
    db.session.commit()
    return cast


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def names(affected):
    return {one.name for one in affected}


def ask(app, account, **query):
    return sign_in(app, account).get("/school/what-if/answer", query_string={"as_of": AS_OF} | query)


def test_another_gate_turns_those_between_the_two_readings(school):
    answer = school_what_if(school.school.id, Wish(AS_OF, gate=TEN_MONTHS))
    assert names(answer.listed.lost) == {"示例王明"}
    assert names(answer.listed.won) == set()
    _, was, is_now = answer.lines[1]
    assert (was.met, is_now.met) == (2, 1)
    assert answer.passing == (2, 1)
    assert answer.draft is None
    assert [(one.kind, one.value) for one in answer.proposable] == [(DecisionKind.GATE, TEN_MONTHS)]


def test_a_gate_says_what_a_decision_for_it_would_say(school):
    """The rule's own verdict, and the same with the decision really made."""
    answer = school_what_if(school.school.id, Wish(AS_OF, gate=TEN_MONTHS))
    begin_with(school.school, DecisionKind.GATE, value=TEN_MONTHS)
    assert answer.impact.after == evaluate_school(school.school.id, AS_OF)


def test_a_draft_can_be_tried_and_not_proposed_nor_decide_for_real(school):
    answer = school_what_if(school.school.id, Wish(AS_OF, gate=DRAFT))
    assert names(answer.listed.lost) == {"示例王明"}
    gate = answer.impact.after[school.colleague_post.id].gate
    assert (gate.rule, gate.standing, gate.passes) == (DRAFT, Standing.MET, True)
    assert answer.draft.id == DRAFT
    assert answer.proposable == ()
    begin_with(school.school, DecisionKind.GATE, value=DRAFT)
    with pytest.raises(GateError):
        check_gating(law_of(school.school.id), school_facts(school.school.id, AS_OF))
    assert evaluate_school(school.school.id, AS_OF)[school.colleague_post.id].gate is None


def test_waiting_records_count_only_as_passed(school):
    answer = school_what_if(school.school.id, Wish(AS_OF, pass_waiting=True))
    assert names(answer.listed.people) == {"示例赵主任"}
    assert names(answer.listed.won) == {"示例赵主任"}
    assert answer.proposable == ()


def test_another_profile_year_or_window_is_judged_as_if_held_from_the_day(school):
    stricter = school_what_if(school.school.id, Wish(AS_OF, profile=Profile.CAL30))
    assert names(stricter.listed.lost) == {"示例王明"}
    assert [one.kind for one in stricter.proposable] == [DecisionKind.PROFILE]
    year = school_what_if(school.school.id, Wish(AS_OF, year_basis=YearBasis.ACADEMIC))
    verdicts = year.impact.after[school.teacher_post.id].verdicts
    assert date(2026, 9, 1) in {verdict.window.first_day for verdict in verdicts}
    fixed = Wish(AS_OF, window=WindowKind.FIXED, cycle_start=date(2026, 1, 1))
    cycle = school_what_if(school.school.id, fixed)
    assert names(cycle.listed.lost) == {"示例王明", "示例李华"}
    assert [(one.kind, one.cycle_start) for one in cycle.proposable] == [
        (DecisionKind.WINDOW, date(2026, 1, 1))
    ]


def test_years_that_have_ended_are_left_out_where_the_year_is_another(school):
    """She has 2025 met by July and would not have it in either academic year that has ended."""
    answer = school_what_if(school.school.id, Wish(AS_OF, year_basis=YearBasis.ACADEMIC))
    lines = [line for one in answer.impact.affected for line in one.difference.lines]
    assert [line for line in lines if line.shown.window.last_day < AS_OF] == []
    passed = school_what_if(school.school.id, Wish(AS_OF, pass_waiting=True))
    assert {
        line.shown.window.last_day.year for one in passed.impact.affected for line in one.difference.lines
    } > {2025}


@on_one_database
def test_another_beginning_of_the_year_changes_the_same_as_a_wish_and_as_a_decision(app, school):
    """Both leave out the years that have ended, and say so."""
    wished = school_what_if(school.school.id, Wish(AS_OF, year_basis=YearBasis.ACADEMIC)).listed
    decision = make_decision(
        school.school, DecisionKind.YEAR_BASIS, "academic", by=school.hr, effective_from=AS_OF
    )
    assert as_listed(impact_of_decision(decision, AS_OF)) == wished
    db.session.commit()
    client = sign_in(app, school.hr)
    page = f"/school/decisions/{decision.id}"
    for path in ("/school/what-if", page, f"{page}/impact"):
        assert "已经结束的年度换了起止就不是同一段时间，不逐一比较" in client.get(path).text


def test_the_page_is_there_at_once_and_leads_to_the_answer(app, school):
    client = sign_in(app, school.hr)
    first = client.get("/school/what-if").text
    assert "照现在" in first
    assert "（讨论稿，仅供测算）五年 10 个月" in first
    assert "data-part" not in first
    page = client.get("/school/what-if", query_string={"gate": TEN_MONTHS, "as_of": "2026-11-27"}).text
    address = re.search(r'data-part="([^"]+)"', page)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query) == {"gate": [TEN_MONTHS], "as_of": ["2026-11-27"]}
    assert "示例王明" not in page
    whole = client.get(address).text
    part = client.get(f"{address}&part=1").text
    for html in (whole, part):
        assert "示例王明" in html
        assert "1 位由可以推荐变为不能推荐" in plain(html)
    assert "<html" in whole
    assert "<html" not in part
    assert "近五年已达标" in plain(part)
    assert f"/school/decisions/gate?value={TEN_MONTHS}&amp;effective_from=2026-11-27" in part


def test_the_answer_on_a_draft_says_that_it_only_simulates(app, school):
    said = ask(app, school.hr, gate=DRAFT).text
    assert "讨论稿，仅供测算，不能作为认定依据" in plain(said)
    assert "提议这样决定" not in said


def test_a_proposal_begins_with_what_was_asked(app, school):
    client = sign_in(app, school.hr)
    gate = client.get(
        "/school/decisions/gate", query_string={"value": TEN_MONTHS, "effective_from": "2026-11-27"}
    )
    assert re.search(rf'<input checked [^>]*value="{TEN_MONTHS}"', gate.text)
    assert 'value="2026-11-27"' in gate.text
    said = {"value": "fixed", "effective_from": "2026-11-27", "cycle_start": "2026-01-01"}
    window = client.get("/school/decisions/window", query_string=said).text
    assert re.search('<input checked [^>]*value="fixed"', window)
    assert 'value="2026-01-01"' in window
    wrong = client.get("/school/decisions/gate", query_string={"value": "x", "effective_from": "morgen"})
    assert wrong.status_code == 200
    assert "morgen" not in wrong.text
    assert 'class="field-error"' not in wrong.text


@on_one_database
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"window": "fixed"}, "固定五年周期须写明首个周期从哪一天开始"),
        ({"cycle_start": "2020-01-01"}, "只有固定五年周期才填首个周期的起始日"),
        ({"window": "fixed", "cycle_start": "2027-01-01"}, "首个周期的起始日不能晚于要算的那一天"),
        ({"as_of": "morgen"}, "日期应写成"),
        ({"gate": "MADE-UP"}, "推荐认定以哪份文件为准"),
        ({"profile": "WD99"}, "一个月折合多少小时"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(app, school, query, message):
    client = sign_in(app, school.hr)
    for path in ("/school/what-if", "/school/what-if/answer"):
        answer = client.get(path, query_string={"as_of": "2026-11-27"} | query)
        assert answer.status_code == 400
        assert message in answer.text
        assert "field-error" in answer.text


def test_asking_the_school_writes_nothing_and_is_for_its_office(app, school):
    client = sign_in(app, school.hr)
    query = {"gate": TEN_MONTHS, "as_of": "2026-11-27"}
    seen = statements_of(app, lambda: client.get("/school/what-if/answer", query_string=query))
    assert not [one for one in seen if one.startswith(("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE"))]
    for account in (school.teacher, school.head):
        refused = ask(app, account, gate=TEN_MONTHS)
        assert refused.status_code == 403
        assert "这一页由人事处和学校管理员使用。" in refused.text
        assert "自己的事项" not in refused.text
    assert "示例王明" not in ask(app, school.other_hr, gate=TEN_MONTHS).text
    assert "示例王明" in ask(app, school.admin, gate=TEN_MONTHS).text


def test_the_school_table_leads_here_for_the_office_only(app, school):
    assert 'href="/school/what-if"' in sign_in(app, school.hr).get("/school/standing").text
    assert 'href="/school/what-if"' not in sign_in(app, school.head).get("/school/standing").text
