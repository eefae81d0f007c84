"""Who would change, as pages show it."""

from dataclasses import replace
from datetime import date

import pytest
from flask import render_template

from app.domain.facts import GateFrom, RecordStatus
from app.standing.impact import Variation, impact_of
from tests.builders import give_default_decisions, make_record

AS_OF = date(2027, 1, 1)
TEN_FROM_2027 = Variation(
    school=lambda school: replace(
        school, gating=(*school.gating, GateFrom("LN-2021-5Y10M", date(2027, 1, 1)))
    )
)


@pytest.fixture
def _between(app, cast):
    """The teacher has between six and ten months, the colleague waits for six."""
    give_default_decisions(cast.school)
    by = {"by": cast.teacher, "reviewer": cast.hr}
    make_record(
        cast.teacher_post, cast.site, date(2024, 1, 1), date(2024, 9, 30), status=RecordStatus.APPROVED, **by
    )
    make_record(
        cast.colleague_post,
        cast.site,
        date(2024, 1, 1),
        date(2024, 9, 30),
        status=RecordStatus.SUBMITTED,
        **by,
    )


def shown(app, impact):
    with app.test_request_context():
        return render_template("standing/_impact.html", impact=impact)


@pytest.mark.usefixtures("_between")
def test_a_lost_recommendation_is_named_with_its_reason(app, cast):
    page = shown(app, impact_of(cast.school.id, AS_OF, TEN_FROM_2027))
    assert "<b>1</b> 位的结果会改变：<b>1</b> 位不再符合推荐条件" in page
    assert "示例王明" in page
    assert "认定依据换了，按新的依据是“未达标”" in page
    assert "示例李华" not in page


@pytest.mark.usefixtures("_between")
def test_records_passed_change_lines_and_the_gate(app, cast):
    page = shown(app, impact_of(cast.school.id, AS_OF, Variation(pass_waiting=True)))
    assert "<b>1</b> 位开始符合推荐条件" in page
    assert "五年累计不少于 6 个月" in page
    assert "示例李华" in page
    assert page.index("待审核") < page.index("已达标")


@pytest.mark.usefixtures("_between")
def test_nobody_changes(app, cast):
    page = shown(app, impact_of(cast.school.id, AS_OF, Variation()))
    assert "没有人改变" in page
    assert "<table" not in page
