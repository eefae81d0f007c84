"""Rules, windows, standing, conflict and gate exist once; whoever shows them asks for them.

A ``Verdict`` is made in one place, and every page, mail, paper and command shows only verdicts: so each
of them reads what ``app.domain.verdicts.evaluate`` says. A feature added later falls under this by itself.
"""

from functools import cache
from pathlib import Path

import grimp
import pytest

from app.domain import outcome, plan, verdicts, windows

from .rules_once import imported_names, makers, second_rules, second_rules_of_a_template

ROOT = Path(__file__).parents[2]
JUDGE = "app.domain.verdicts"
MAKERS = {
    "Verdict": {JUDGE},
    "Conflict": {JUDGE},
    "Evaluation": {JUDGE, "app.domain.outcome"},  # the second is the one without a verdict
    "Gate": {"app.domain.gate"},
    "Window": {"app.domain.windows"},
    "Ledger": {"app.domain.ledger"},
}
SURFACES = {
    "pages": "app.standing.views",
    "what a record would change": "app.standing.slip",
    "the effect of passing": "app.standing.effect",
    "impact before publishing": "app.standing.impact",
    "a teacher's record on paper": "app.standing.paper_views",
    "the review desk": "app.reviews.page",
    "reviews in bulk": "app.reviews.bulk_queries",
    "reminders": "app.reminders.queries",
    "the reminder job": "app.jobs.catalogue",
    "recommendations": "app.recognition.operations",
    "pages of recommendations": "app.recognition.views",
    "department plans": "app.plans.department_queries",
    "flask evaluate": "app.cli",
    "case files": "app.policy.cases",
}
READ_BACK = "frozen_"
"""A module that reads what was frozen may put a verdict together again from what is kept."""
DRAWN = {"app/web/charts/bars.py": {"compares what is credited with what is required"}}
"""A picture puts its mark where the required length ends; it knows no verdict."""


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("app", exclude_type_checking_imports=True, cache_dir=None)


@cache
def modules() -> dict[str, str]:
    """Every module of the product by name, with its text."""
    found = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path.read_text("utf-8")
    return found


def outside_the_core() -> dict[str, str]:
    return {name: text for name, text in modules().items() if not name.startswith("app.domain")}


def reaches(importer: str, imported: str) -> bool:
    return graph().find_shortest_chain(importer=importer, imported=imported) is not None


def speaking_of_verdicts() -> set[str]:
    """Modules outside the core that name what a verdict says."""
    said = {"Verdict", "Evaluation", "Standing", "Gate", "Conflict"}
    return {
        name
        for name, text in outside_the_core().items()
        if any(module in {outcome.__name__, JUDGE} and one in said for module, one in imported_names(text))
    }


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_what_shows_a_verdict_reaches_the_one_function_that_gives_it(surface):
    assert reaches(surface, JUDGE)


def test_a_feature_that_judges_nothing_does_not_reach_it():
    assert not any(
        reaches(name, JUDGE) for name in ("app.mail.operations", "app.audit.queries", "app.files.queries")
    )


def test_every_feature_that_speaks_of_verdicts_reaches_it():
    speaking = speaking_of_verdicts()
    assert {"app.standing.headline", "app.reminders.wording", "app.recognition.frozen_verdict"} <= speaking
    features = {".".join(name.split(".")[:2]) for name in speaking}
    assert [
        one for one in sorted(features) if not any(reaches(m, JUDGE) for m in graph().find_descendants(one))
    ] == []


def test_two_doors_lead_to_it_the_schools_facts_and_case_files():
    callers = {
        name for name, text in outside_the_core().items() if (JUDGE, "evaluate") in imported_names(text)
    }
    assert {"app.standing.queries", "app.policy.cases"} <= callers
    assert {name for name in callers if not name.startswith("app.standing.")} == {"app.policy.cases"}


def test_each_value_of_the_rules_is_made_in_one_place():
    made: dict[str, set[str]] = {name: set() for name in MAKERS}
    for module, text in modules().items():
        for name in makers(text) & MAKERS.keys() if module.startswith("app.domain") else ():
            made[name].add(module)
    assert made == MAKERS


def test_within_the_core_one_module_gives_standings():
    giving = {
        name
        for name, text in modules().items()
        if any(fault.endswith("gives a standing") for fault in second_rules(text))
    }
    assert giving == {JUDGE}


def test_the_judge_asks_the_one_plan_the_one_gate_and_the_one_ledger():
    assert graph().find_modules_directly_imported_by(JUDGE) >= {
        plan.__name__, "app.domain.gate", "app.domain.claims", "app.domain.forecast", "app.domain.rules",
    }  # fmt: skip
    assert reaches(plan.__name__, windows.__name__)
    assert reaches("app.domain.claims", "app.domain.ledger")
    assert verdicts.evaluate.__module__ == JUDGE


def test_no_module_outside_the_core_judges_by_itself():
    found = {}
    for name, text in outside_the_core().items():
        path = name.replace(".", "/") + ".py"
        read_back = name.rpartition(".")[2].startswith(READ_BACK)
        faults = [
            fault
            for fault in second_rules(text)
            if fault.partition(": ")[2] not in DRAWN.get(path, ())
            and not (read_back and ": makes a " in fault)
        ]
        if faults:
            found[path] = faults
    assert len(outside_the_core()) > 100
    assert found == {}


def test_no_template_compares_what_is_credited_with_what_is_required():
    templates = sorted((ROOT / "app" / "templates").rglob("*.html"))
    found = {path.name: second_rules_of_a_template(path.read_text("utf-8")) for path in templates}
    assert len(templates) > 50
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("seeded", "what"),
    [
        ("ok = verdict.credited >= verdict.required", "compares"),
        ("if row.required_hours <= row.credited_hours + row.pending: pass", "compares"),
        ("done = line.shortfall == 0", "compares"),
        ("done = line.credited / line.required >= 1", "compares"),
        ("near = 0 < required < credited", "compares"),
        ("short = max(needed.required - found.credited, 0)", "works out what is short"),
        ("hours = rule.minimum_months * 320", "turns months into hours"),
        ("hours = HALF_HOURS_OF_MONTH[profile]", "turns months into hours"),
        ("since = as_of - timedelta(days=5 * 365)", "counts years in days"),
        ("since = as_of - timedelta(weeks=260)", "counts years in days"),
        ("since = date(as_of.year - 5, 1, 1)", "lays five years"),
        ("since = as_of.replace(year=as_of.year - years)", "moves a day by years"),
        ("since = same_day_in_years(as_of, -5)", "lays five years"),
        ("since = same_day_in_years(as_of, -CYCLE_YEARS)", "lays five years"),
        ("window = Window(date(year, 1, 1), last)", "makes a Window"),
        ("from app.domain.outcome import Verdict as V\nV(rule)", "makes a Verdict"),
        ("outcome.Verdict(rule=rule)", "makes a Verdict"),
        ("found = Evaluation(as_of, verdicts, (), None)", "makes a Evaluation"),
        ("gate = Gate('LN-2020-5Y6M', standing, passes=True)", "makes a Gate"),
        ("pair = Conflict(one, other)", "makes a Conflict"),
        ("asked = Judgement(rule, window)", "makes a Judgement"),
        ("better = verdict._replace(standing=standing)", "changes a verdict"),
        ("better = replace(evaluation, conflicts=())", "changes a verdict"),
        ("def f():\n    return Standing.MET", "gives a standing"),
        ("found = Standing.MET if enough else other", "gives a standing"),
        ("passes = verdict.standing in {Standing.EXEMPT, Standing.MET}", "says what passes a gate"),
        ("from app.domain.gate import decide_gate", "takes an inner step"),
        ("from app.domain.ledger import fill", "takes an inner step"),
    ],
)
def test_a_second_set_of_rules_would_be_found(seeded, what):
    assert any(what in fault for fault in second_rules(seeded)), second_rules(seeded)


@pytest.mark.parametrize(
    "honest",
    [
        "if verdict.standing is Standing.MET: pass",
        "text = f'{hours(verdict.credited)} / {hours(verdict.required)}'",
        "words = {Standing.MET: '已达标', Standing.EXEMPT: '已豁免'}",
        "if verdict.required is not None: pass",
        "changed = before.credited != after.credited",
        "changed = (old.credited, old.required) != (new.credited, new.required)",
        "window = Window(row.first_day, row.last_day)",
        "week = monday + timedelta(days=6)",
    ],
)
def test_what_only_shows_a_verdict_is_let_through(honest):
    assert second_rules(honest) == []


@pytest.mark.parametrize(
    "seeded",
    [
        "{% if verdict.credited >= verdict.required %}达标{% endif %}",
        "{{ (line.required - line.credited) | hours }}",
        "<b>{{ '达标' if credited < required else '' }}</b>",
    ],
)
def test_a_second_set_of_rules_in_a_template_would_be_found(seeded):
    assert second_rules_of_a_template(seeded)
