"""Looking for a place while a record is written down, and naming one without making a twin."""

import re
import threading
from contextvars import Context
from datetime import date

import pytest
from sqlalchemy import func, select

from app.domain.roles import Role
from app.domain.sites import SiteKind, SiteLevel
from app.extensions import db
from app.practice.models import PracticeRecord
from app.venues.models import Site
from app.venues.operations import EnterpriseKnownError, SiteClosedError, name_enterprise
from tests.architecture.test_transactions import statements_of
from tests.builders import AT, make_account, make_person, make_record, make_site, sign_in, token
from tests.journeys.hostile import VALUES

CODE = "91350100M000100Y43"
OTHER_CODE = "91000000MA00000069"
TYPED = {
    "first_day": "2026-07-06", "last_day": "2026-07-31", "pattern": "workdays", "half_hours": "8",
    "tasks": "参加示例产线的调试",
}  # fmt: skip


@pytest.fixture
def look(app, cast):
    """Call it with what is typed; gives the answer as the page gets it."""
    client = sign_in(app, cast.teacher)

    def send(q="", **values):
        answer = client.get("/sites/search", query_string={"q": q} | values)
        assert answer.status_code == 200
        return answer.text

    return send


def names(answer):
    return re.findall(r'data-name="([^"]*)"', answer)


def said(answer):
    return re.search(r"data-said[^>]*>([^<]*)<", answer)[1]


def test_a_part_of_the_name_finds_a_place_and_says_what_it_is(look, cast):
    make_site(cast.school, "示例东港物流有限公司")
    make_site(cast.school, "示例东港流动站", kind=SiteKind.STATION, level=SiteLevel.PROVINCIAL)
    assert names(look("重工")) == ["示例重工有限公司"]
    found = look("东港")
    assert names(found) == ["示例东港流动站", "示例东港物流有限公司"]
    assert "企业实践流动站 · 省级 · 认定期没有登记" in found
    assert said(found) == "找到 2 家"
    assert names(look("物流 东港")) == ["示例东港物流有限公司"]


def test_what_begins_so_comes_first(look, cast):
    make_site(cast.school, "一家示例重工")
    assert names(look("示例重工")) == ["示例重工有限公司", "一家示例重工"]


@pytest.mark.parametrize("typed", ["福州)", "（福州）", "示例(福州)ABB", "abb 重 工", "ＡＢＢ"])
def test_widths_blanks_and_small_letters_do_not_matter(look, cast, typed):
    make_site(cast.school, "示例（福州） ABB 重工")
    assert names(look(typed)) == ["示例（福州） ABB 重工"]


@pytest.mark.parametrize("typed", ["%", "_", "示_重工", "\\", "'", '" OR 1=1 --', "%%%"])
def test_signs_of_the_database_are_only_signs(look, typed):
    assert names(look(typed)) == []


def test_a_percent_sign_in_a_name_is_found(look, cast):
    make_site(cast.school, "示例100%果汁_厂")
    assert names(look("100%")) == names(look("_厂")) == ["示例100%果汁_厂"]


def test_ten_at_most_and_it_says_how_many_more(look, cast):
    for number in range(12):
        make_site(cast.school, f"示例分厂{number:02}")
    found = look("分厂")
    assert names(found) == [f"示例分厂{number:02}" for number in range(10)]
    assert said(found) == "列出 10 家，另有 2 家，多写几个字可以缩小范围"
    assert len(names(look(""))) == 10


def test_only_places_in_use_of_the_own_school(look, cast):
    theirs = make_site(cast.other_school, "另一校的重工", credit_code=CODE)
    closed = make_site(cast.school, "示例停用重工")
    closed.active = False
    assert names(look("重工")) == ["示例重工有限公司"]
    assert names(look(CODE)) == []
    for site in (theirs, closed):
        assert names(look(site=site.id)) == []
    assert names(look(site=cast.site.id)) == ["示例重工有限公司"]


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), "91350100 M000100Y 43", "９１３５０１００Ｍ000100Y43"])
def test_a_credit_code_finds_the_enterprise(look, cast, typed):
    cast.site.credit_code = CODE
    found = look(typed)
    assert names(found) == ["示例重工有限公司"]
    assert "data-twin" in found
    assert "作为新企业填写" not in found


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (CODE[:-1], "应为 18 位，现在是 17 位"),
        (CODE.replace("Y", "O"), "信用代码里不会有“O”"),
        (CODE[:-1] + "4", "校验位（最后一位）对不上"),
    ],
)
def test_a_wrong_credit_code_says_why_and_is_not_offered_as_a_new_one(look, typed, message):
    found = look(typed)
    assert message in said(found)
    assert "data-problem" in found
    assert "作为新企业填写" not in found


def test_what_is_not_found_is_offered_as_a_new_enterprise(look):
    found = look("某某<b>公司")
    assert "把“某某&lt;b&gt;公司”作为新企业填写" in found
    assert 'data-new="enterprise" data-value="某某&lt;b&gt;公司"' in found
    assert said(found) == "名单里没有这样的单位"
    found = look(OTHER_CODE)
    assert f'data-new="credit_code" data-value="{OTHER_CODE}"' in found
    assert said(found) == "名单里没有这个信用代码"


def test_an_enterprise_of_the_list_is_not_offered_as_new_in_another_spelling(look):
    assert "作为新企业填写" not in look("示例 重工有限公司")
    assert "作为新企业填写" in look("示例重工")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({}, "认定期 2026-01-01 至 2026-08-04"),
        ({"first_day": "2026-07-06", "last_day": "2026-07-31"}, "这段日子都在认定期内"),
        (
            {"first_day": "2026-07-06", "last_day": "2026-08-31"},
            "只有一部分在认定期内（2026-01-01 至 2026-08-04）",
        ),
        ({"first_day": "2026-09-07", "last_day": "2026-09-30"}, "这段日子不在认定期内"),
        ({"first_day": "2026-09-30", "last_day": "2026-09-07"}, "认定期 2026-01-01 至 2026-08-04"),
        ({"first_day": "昨天", "last_day": "2026-02-30"}, "认定期 2026-01-01 至 2026-08-04"),
    ],
)
def test_it_says_whether_the_recognition_covers_the_days(look, cast, days, words):
    make_site(
        cast.school, "示例流动站", kind=SiteKind.STATION,
        valid_from=date(2026, 1, 1), valid_to=date(2026, 8, 4),
    )  # fmt: skip
    assert words in look("流动站", **days)


def test_an_open_recognition_is_said_as_such(look, cast):
    make_site(cast.school, "示例基地甲", kind=SiteKind.PRACTICE_BASE, valid_from=date(2026, 1, 1))
    make_site(cast.school, "示例基地乙", kind=SiteKind.PRACTICE_BASE, valid_to=date(2026, 8, 4))
    assert "认定期自 2026-01-01 起" in look("基地甲")
    assert "认定期至 2026-08-04" in look("基地乙")
    assert "这段日子都在认定期内" in look("基地甲", first_day="2026-07-06", last_day="2026-07-31")


def test_teachers_and_the_office_may_look_and_others_may_not(app, cast):
    visitor = make_account(make_person(cast.school, "示例旁听"), Role.TEACHER)
    assert sign_in(app, visitor).get("/sites/search").status_code == 403
    for account in (cast.teacher, cast.head, cast.hr2, cast.admin):
        assert sign_in(app, account).get("/sites/search").status_code == 200
    assert app.test_client().get("/sites/search").status_code == 302


@pytest.mark.parametrize("typed", ["x" * 5000, "无此单位 " * 500, VALUES["odd letters"]])
def test_long_and_odd_words_find_nothing_and_break_nothing(look, typed):
    assert names(look(typed, site="")) == []
    assert names(look(typed)) == []


def test_looking_writes_nothing(app, cast):
    client = sign_in(app, cast.teacher)
    seen = statements_of(app, lambda: client.get("/sites/search?q=重工"))
    assert not [one for one in seen if one.startswith(("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE"))]


# Naming an enterprise that is there already


def save_record(client, **values):
    data = TYPED | {"csrf_token": token(client)} | values
    return client.post("/records/new", data=data, follow_redirects=True).text


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_registered_credit_code_makes_no_twin_but_offers_the_enterprise(app, cast):
    cast.site.credit_code = CODE
    client = sign_in(app, cast.teacher)
    page = save_record(client, enterprise="示例重工集团", credit_code=CODE.lower())
    assert "这个信用代码登记的是“示例重工有限公司”，名单里已有" in page
    assert f'name="same_as" value="{cast.site.id}"' in page
    assert 'value="示例重工集团"' in page
    assert "参加示例产线的调试" in page
    assert (count(Site), count(PracticeRecord)) == (1, 0)

    assert "已存为草稿" in save_record(
        client, enterprise="示例重工集团", credit_code=CODE, same_as=cast.site.id
    )
    assert count(Site) == 1
    assert db.session.scalars(select(PracticeRecord)).one().site_id == cast.site.id


@pytest.mark.parametrize(
    "typed", ["示例(福州)重工", "示例（福州） 重工", "示例（福州）重工", "示例 (福州）重 工"]
)
def test_another_spelling_of_a_name_makes_no_twin(app, cast, typed):
    known = make_site(cast.school, "示例（福州）重工")
    page = save_record(sign_in(app, cast.teacher), enterprise=typed)
    if typed == known.name:
        assert "已存为草稿" in page
    else:
        assert "名单里已有“示例（福州）重工”，只是写法不同" in page
        assert f'name="same_as" value="{known.id}"' in page
    assert count(Site) == 2


def test_while_typing_the_slip_says_the_same(app, cast):
    cast.site.credit_code = CODE
    client = sign_in(app, cast.teacher)
    query = TYPED | {"enterprise": "示例重工集团", "credit_code": CODE}
    assert (
        "企业全称：这个信用代码登记的是“示例重工有限公司”"
        in client.get("/records/preview", query_string=query).text
    )
    chosen = client.get("/records/preview", query_string=query | {"same_as": cast.site.id}).text
    assert "<b>20</b> 天 <b>160</b> 小时" in chosen
    unfinished = client.get("/records/preview", query_string=query | {"credit_code": CODE[:9]}).text
    assert "<b>20</b> 天" in unfinished


def test_a_change_of_a_record_makes_no_twin_either(app, cast):
    cast.site.credit_code = CODE
    other = make_site(cast.school, "示例物流有限公司")
    record = make_record(cast.teacher_post, other, by=cast.teacher)
    client = sign_in(app, cast.teacher)
    path = f"/records/{record.id}/edit"
    named = TYPED | {
        "enterprise": "示例重工集团",
        "credit_code": CODE,
        "site_id": "",
        "version": record.version,
    }
    page = client.post(path, data=named | {"csrf_token": token(client)}).text
    assert "就是这一家，改选名单里的“示例重工有限公司”" in page
    assert count(Site) == 2
    client.post(path, data=named | {"csrf_token": token(client), "same_as": cast.site.id})
    db.session.expire_all()
    assert record.site_id == cast.site.id


def test_only_an_offered_place_of_the_own_list_can_be_taken(app, cast):
    theirs = make_site(cast.other_school, "另一校的单位")
    client = sign_in(app, cast.teacher)
    for value in (theirs.id, "999999", "abc"):
        assert "请选择实践单位" in save_record(client, same_as=value)
    assert count(PracticeRecord) == 0


def test_a_station_with_the_code_of_its_enterprise_is_no_twin_of_it(cast):
    station = make_site(cast.school, "示例流动站", kind=SiteKind.STATION, credit_code=CODE)
    site = name_enterprise("示例新企业", CODE, actor=cast.teacher, at=AT)
    assert site is not station
    assert site.kind is SiteKind.ENTERPRISE


def test_another_schools_enterprise_is_no_twin(cast):
    make_site(cast.other_school, "示例新企业（一）", credit_code=CODE)
    assert name_enterprise("示例新企业(一)", CODE, actor=cast.teacher, at=AT).school_id == cast.school.id


def test_the_operation_itself_refuses_a_twin_and_a_closed_one(cast):
    cast.site.credit_code = CODE
    with pytest.raises(EnterpriseKnownError) as refused:
        name_enterprise("示例重工集团", CODE, actor=cast.teacher, at=AT)
    assert refused.value.site is cast.site
    with pytest.raises(EnterpriseKnownError):
        name_enterprise("示例 重工有限公司", None, actor=cast.teacher, at=AT)
    cast.site.active = False
    with pytest.raises(SiteClosedError):
        name_enterprise("示例重工集团", CODE, actor=cast.teacher, at=AT)


def test_two_who_name_one_enterprise_at_once_make_one(app, cast):
    people = {"示例新企业（甲）": cast.teacher, "示例新企业(甲)": cast.colleague}
    clients = {name: sign_in(app, account) for name, account in people.items()}
    tokens = {name: token(client) for name, client in clients.items()}
    db.session.rollback()
    together, pages = threading.Barrier(2), {}

    def write(name):
        together.wait()
        typed = TYPED | {"enterprise": name, "csrf_token": tokens[name]}
        pages[name] = clients[name].post("/records/new", data=typed, follow_redirects=True).text

    threads = [threading.Thread(target=Context().run, args=(write, name)) for name in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted("已存为草稿" in page for page in pages.values()) == [False, True]
    assert any("只是写法不同" in page for page in pages.values())
    assert (count(Site), count(PracticeRecord)) == (2, 1)
