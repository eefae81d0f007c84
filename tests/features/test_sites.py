"""The registry of places: HR keeps it, teachers choose from it."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.domain.facts import Host
from app.domain.sites import SiteKind, SiteLevel
from app.extensions import db
from app.venues.models import Site
from app.venues.operations import SiteClosedError, name_enterprise
from tests.builders import AT, make_site, sign_in, token
from tests.conftest import on_one_database

CODE = "91350100M000100Y43"


def entry(client, path="/sites/new", **values):
    values = {
        "kind": "station", "name": "示例流动站", "host": "enterprise", "level": "provincial", "document":
        "示例教函〔2026〕1号", "valid_from": "2026-01-01", "valid_to": "2028-12-31", "active": "y",
    } | values  # fmt: skip
    return client.post(path, data=values | {"csrf_token": token(client)}, follow_redirects=True)


def test_hr_enters_a_station_with_its_recognition(app, cast):
    page = entry(sign_in(app, cast.hr)).get_data(as_text=True)
    assert "已加入名录：示例流动站" in page
    site = db.session.scalars(select(Site).where(Site.kind == SiteKind.STATION)).one()
    assert (site.level, site.host, site.school_id) == (SiteLevel.PROVINCIAL, Host.ENTERPRISE, cast.school.id)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "site:add")).one()
    assert event.after["valid_to"] == "2028-12-31"


@on_one_database
@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": " 　"}, "请填写名称"),
        ({"name": "长" * 81}, "名称最多 80 个字"),
        ({"credit_code": "91350100M000100Y44"}, "校验位"),
        ({"valid_to": "2025-12-31"}, "早于开始日期"),
        ({"kind": "enterprise", "host": "school"}, "只能选“企业”"),
        ({"kind": "enterprise", "name": "示例重工有限公司"}, "已有同类别"),
        ({"valid_from": "2026-02-30"}, "日期"),
        ({"kind": "castle"}, "field-error"),
    ],
)
def test_a_bad_entry_says_why_and_keeps_what_was_typed(app, cast, values, says):
    page = entry(sign_in(app, cast.hr), **values).get_data(as_text=True)
    assert says in page
    assert "示例教函〔2026〕1号" in page
    assert db.session.query(Site).count() == 1


def test_a_credit_code_is_accepted_in_small_letters(app, cast):
    entry(sign_in(app, cast.hr), credit_code=CODE.lower())
    assert db.session.scalars(select(Site.credit_code).where(Site.kind == SiteKind.STATION)).one() == CODE


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"name": "示例重工 有限公司"}, "name", "名单里已有“示例重工有限公司”，只是写法不同"),
        (
            {"name": "示例重工集团", "credit_code": CODE},
            "credit_code",
            "这个信用代码登记的是“示例重工有限公司”",
        ),
    ],
)
def test_the_office_enters_no_twin_of_an_enterprise_either(app, cast, values, field, says):
    cast.site.credit_code = CODE
    other = make_site(cast.school, "示例电机厂")
    client, values = sign_in(app, cast.hr), {"kind": "enterprise", "level": ""} | values
    for path in ("/sites/new", f"/sites/{other.id}/edit"):
        page = entry(client, path, version=str(other.version), **values).get_data(as_text=True)
        assert says in page.split(f'id="{field}-error"')[1].split("</p>")[0], path
    assert db.session.query(Site).count() == 2


def test_twins_of_old_can_still_be_taken_out_of_use(app, cast):
    cast.site.credit_code = CODE
    twin = make_site(cast.school, "示例重工集团", credit_code=CODE)
    values = {"kind": "enterprise", "name": twin.name, "credit_code": CODE, "version": str(twin.version)}
    page = entry(sign_in(app, cast.hr), f"/sites/{twin.id}/edit", **values, active="").get_data(as_text=True)
    assert "已保存：示例重工集团" in page
    db.session.refresh(twin)
    assert not twin.active


def test_a_station_bears_the_code_of_its_enterprise(app, cast):
    cast.site.credit_code = CODE
    page = entry(sign_in(app, cast.hr), credit_code=CODE).get_data(as_text=True)
    assert "已加入名录" in page


def test_two_editors_at_once_the_second_is_told_and_loses_nothing(app, cast):
    first, second = sign_in(app, cast.hr), sign_in(app, cast.hr2)
    path = f"/sites/{cast.site.id}/edit"
    seen = str(cast.site.version)
    same = {"kind": "enterprise", "name": "示例重工有限公司"}
    assert entry(first, path, document="第一份", version=seen, **same).status_code == 200
    answer = entry(second, path, document="第二份", version=seen, **same)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "第二份" in page
    assert "企业" in page
    db.session.refresh(cast.site)
    assert cast.site.document == "第一份"


def test_the_registry_is_filtered_by_kind_and_name(app, cast):
    make_site(cast.school, "示例流动站", kind=SiteKind.STATION)
    make_site(cast.other_school, "另一校的单位")
    client = sign_in(app, cast.admin)
    assert "示例流动站" in client.get("/sites").get_data(as_text=True)
    assert "另一校的单位" not in client.get("/sites").get_data(as_text=True)
    plain = client.get("/sites?kind=enterprise").get_data(as_text=True)
    assert '<td data-label="设在"></td>' in plain  # an enterprise is at an enterprise
    stations = client.get("/sites?kind=station").get_data(as_text=True)
    assert "示例流动站" in stations
    assert '<td data-label="设在">企业</td>' in stations
    assert "示例重工有限公司" not in stations
    assert "没有找到" in client.get("/sites?q=%25").get_data(as_text=True)


def test_teachers_cannot_open_the_registry_and_other_schools_see_nothing(app, cast):
    path = f"/sites/{cast.site.id}/edit"
    for account in (cast.teacher, cast.head):
        client = sign_in(app, account)
        assert {client.get(url).status_code for url in ("/sites", "/sites/new", path)} == {403}
    assert sign_in(app, cast.other_hr).get(path).status_code == 404


def test_a_named_enterprise_is_entered_once_and_not_again_after_it_was_closed(cast):
    site = name_enterprise("示例新企业", CODE, actor=cast.teacher, at=AT)
    assert name_enterprise("示例新企业", None, actor=cast.colleague, at=AT) is site
    assert (site.kind, site.host) == (SiteKind.ENTERPRISE, Host.ENTERPRISE)
    site.active = False
    with pytest.raises(SiteClosedError):
        name_enterprise("示例新企业", None, actor=cast.teacher, at=AT)
