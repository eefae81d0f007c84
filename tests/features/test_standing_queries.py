"""The database gives the same verdicts as the case file of the same facts."""

import gc
from datetime import date

from app.domain.facts import Transition
from app.domain.outcome import Standing
from app.domain.plain import plain_evaluation
from app.extensions import db
from app.policy.cases import judge_case
from app.policy.loader import load_law
from app.schools.models import DecisionKind, DecisionOrigin, SchoolDecision
from app.standing.queries import evaluate_school, evaluate_teacher, may_see
from tests.builders import AT, RecordStatus, make_record
from tests.conftest import on_one_database

AS_OF = date(2026, 12, 31)
CASE = """
name = "示例王明"
as_of = 2026-12-31
school = {{ system = "EDU", level = "higher", gating = [{{ rule = "LN-2020-5Y6M", from = 2020-03-02 }}] }}
teacher = {{ hired_on = 2015-09-01, categories = [{{ category = "specialized", from = 2015-09-01 }}] }}
records = [
{records}
]
"""
SPANS = (
    (date(2026, 7, 6), date(2026, 7, 31), RecordStatus.APPROVED),
    (date(2026, 7, 20), date(2026, 8, 7), RecordStatus.APPROVED),
    (date(2023, 1, 9), date(2023, 2, 24), RecordStatus.ENDORSED),
    (date(2024, 7, 8), date(2024, 7, 12), RecordStatus.DRAFT),
)


def decide_gate(cast, rule="LN-2020-5Y6M"):
    db.session.add(
        SchoolDecision(
            school_id=cast.school.id, kind=DecisionKind.GATE, value=rule, transition=Transition.AS_OF,
            effective_from=date(2020, 3, 2), document="示例决定", reason="示例",
            origin=DecisionOrigin.DEFAULT,
            decided_at=AT,
        )
    )  # fmt: skip
    db.session.commit()


def practise(cast):
    return [
        make_record(
            cast.teacher_post, cast.site, first, last, status=status, by=cast.teacher, reviewer=cast.hr
        )
        for first, last, status in SPANS
    ]


def as_case(records) -> str:
    return CASE.format(
        records="\n".join(
            f'{{ id = "{record.id}", venue = "{record.venue}", host = "{record.host}", '
            f'first_day = {record.first_day}, last_day = {record.last_day}, status = "{record.status}" }},'
            for record in records
        )
    )


def test_a_teacher_from_the_database_is_judged_like_the_case_file_of_the_same_facts(app, cast, tmp_path):
    decide_gate(cast)
    path = tmp_path / "case.toml"
    path.write_text(as_case(practise(cast)), "utf-8")
    case, expected = judge_case(load_law(), path)
    found = evaluate_teacher(cast.teacher_post.id, AS_OF)
    assert plain_evaluation(case.name, found.evaluation) == plain_evaluation(case.name, expected)
    assert found.problem is None
    assert str(found.names[found.records[0].id]) == "示例重工有限公司 · 设备维护"


def test_a_school_at_once_gives_each_teacher_the_verdicts_they_get_alone(app, cast):
    decide_gate(cast)
    practise(cast)
    together = evaluate_school(cast.school.id, AS_OF)
    assert cast.other_teacher_post.id not in together
    assert len(together) == 5
    for teacher_id, evaluation in together.items():
        assert evaluation == evaluate_teacher(teacher_id, AS_OF).evaluation


@on_one_database
def test_garbage_is_collected_again_though_another_thread_was_judging_a_school_too(app, cast):
    gc.disable()  # the other's
    try:
        evaluate_school(cast.school.id, AS_OF)
        assert gc.isenabled()
    finally:
        gc.enable()


def test_a_gate_that_cannot_decide_leaves_the_verdicts_and_is_said_in_words(app, cast):
    practise(cast)
    decide_gate(cast, "DD-DRAFT-5Y10M")
    found = evaluate_teacher(cast.teacher_post.id, AS_OF)
    assert found.problem.startswith("学校设定的认定依据无法使用：DD-DRAFT-5Y10M，不是现行有效的文件")
    assert found.evaluation.gate is None
    this_year = [verdict for verdict in found.evaluation.verdicts if verdict.rule.id == "LN-2022-1M"][-1]
    assert this_year.standing is Standing.MET


def test_a_teacher_is_known_to_oneself_to_the_head_and_to_the_office_only(app, cast):
    seen_by = {name for name, account in cast.accounts().items() if may_see(account, cast.teacher_post.id)}
    assert seen_by == {"teacher", "head", "hr", "hr2", "admin"}
    assert not may_see(cast.hr, cast.teacher_post.id + 999)
