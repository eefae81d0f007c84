"""What would be a second set of rules: found in a module's or a template's text."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from jinja2 import Environment, nodes

MADE_BY_THE_CORE = frozenset({"Verdict", "Evaluation", "Conflict", "Gate", "Judgement", "Window", "Ledger"})
INNER_STEPS = frozenset({"decide_gate", "drops_on", "fill", "Claims", "bound_from"})
"""What one verdict is made with; nobody outside the core puts them together anew."""
SUMS_OF_A_VERDICT = frozenset({"standing", "credited", "required", "shortfall", "verdicts", "conflicts"})
PASSING = frozenset({"MET", "EXEMPT"})
CREDITED, REQUIRED = re.compile(r"(^|_)credited"), re.compile(r"(^|_)(required|minimum_months)")
ABOUT_FIVE_YEARS = 4 * 365


def second_rules(source: str) -> list[str]:
    """Everything in a module that judges by itself, as ``line: what``."""
    tree = ast.parse(source)
    aliases = {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    return [f"{node.lineno}: {what}" for node in ast.walk(tree) for what in _faults(node, aliases)]


def second_rules_of_a_template(source: str) -> list[str]:
    """Comparisons and differences of credited and required hours in a page."""
    tree = Environment(autoescape=True).parse(source)
    return [
        f"{node.lineno}: 比较或相减"
        for node in tree.find_all((nodes.Compare, nodes.Sub))
        if _both(_jinja_names(node))
    ]


def makers(source: str) -> set[str]:
    """Which values of the core a module makes."""
    return {fault.rpartition(" ")[2] for fault in second_rules(source) if ": makes a " in fault}


def imported_names(source: str) -> set[tuple[str, str]]:
    """``(module, name)`` of everything a module takes from another."""
    return {
        (node.module or "", alias.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _faults(node: ast.AST, aliases: dict[str, str]) -> Iterator[str]:
    yield from _faults_of_sums(node)
    match node:
        case ast.Call():
            yield from _faults_of_a_call(node, aliases)
        case ast.ImportFrom(module, names) if (module or "").startswith("app.domain"):
            yield from (f"takes an inner step: {one.name}" for one in names if one.name in INNER_STEPS)
        case ast.Return(value) | ast.Assign(value=value) | ast.keyword(value=value) if _is_standing(value):
            yield "gives a standing"
        case ast.IfExp() if _is_standing(node.body) or _is_standing(node.orelse):
            yield "gives a standing"
        case ast.Set(elements) | ast.Tuple(elements) | ast.List(elements) if _standings(elements) == PASSING:
            yield "says what passes a gate"


def _faults_of_sums(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare() if not _is_none(node):
            if _measures(node) or "shortfall" in _names(node):
                yield "compares what is credited with what is required"
        case ast.BinOp(op=ast.Sub()) if _both(_names(node)):
            yield "works out what is short"
        case ast.BinOp(op=ast.Mult()) if _names(node) & {"minimum_months", "HALF_HOURS_OF_MONTH"}:
            yield "turns months into hours"
        case ast.Subscript(value=ast.Name("HALF_HOURS_OF_MONTH")):
            yield "turns months into hours"


def _faults_of_a_call(node: ast.Call, aliases: dict[str, str]) -> Iterator[str]:
    name = _called(node, aliases)
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    arguments = [*node.args, *keywords.values()]
    if name in MADE_BY_THE_CORE and (name != "Window" or any(map(_is_worked_out, arguments))):
        yield f"makes a {name}"
    if name in {"replace", "_replace"} and keywords.keys() & SUMS_OF_A_VERDICT:
        yield "changes a verdict"
    if name == "replace" and isinstance(keywords.get("year"), ast.BinOp):
        yield "moves a day by years"
    if name == "timedelta" and _days(node) >= ABOUT_FIVE_YEARS:
        yield "counts years in days"
    if name == "date" and arguments and _names(arguments[0]) & {"year"} and _constants(arguments[0]) & {4, 5}:
        yield "lays five years"
    if name == "same_day_in_years" and (_constants(node) & {4, 5} or "CYCLE_YEARS" in _names(node)):
        yield "lays five years"


def _called(node: ast.Call, aliases: dict[str, str]) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return aliases.get(node.func.id, node.func.id) if isinstance(node.func, ast.Name) else ""


def _names(node: ast.AST) -> set[str]:
    attributes = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    return attributes | {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _jinja_names(node: nodes.Node) -> set[str]:
    attributes = {one.attr for one in node.find_all(nodes.Getattr)}
    return attributes | {one.name for one in node.find_all(nodes.Name)}


def _both(names: set[str]) -> bool:
    return any(map(CREDITED.search, names)) and any(map(REQUIRED.search, names))


def _measures(node: ast.Compare) -> bool:
    """One side against the other, or their ratio; the same figures then and now are not measured."""
    sides = [node.left, *node.comparators]
    if any(isinstance(one, ast.BinOp) and _both(_names(one)) for side in sides for one in ast.walk(side)):
        return True
    return any(
        _both(_names(one) | _names(other)) and not _both(_names(one)) and not _both(_names(other))
        for one, other in pairwise(sides)
    )


def _is_worked_out(node: ast.expr) -> bool:
    """More than two days that are known: a window read back is no arithmetic."""
    return any(isinstance(one, ast.Call | ast.BinOp) for one in ast.walk(node))


def _is_none(node: ast.Compare) -> bool:
    return all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)


def _is_standing(node: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Standing"
    )


def _standings(elements: list[ast.expr]) -> frozenset[str]:
    return frozenset(one.attr for one in elements if isinstance(one, ast.Attribute) and _is_standing(one))


def _constants(node: ast.AST) -> set[int]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and type(one.value) is int}


def _days(node: ast.Call) -> int:
    """The days of a ``timedelta`` that are written out."""
    weeks = sum(7 * _constant(keyword.value) for keyword in node.keywords if keyword.arg == "weeks")
    days = [keyword.value for keyword in node.keywords if keyword.arg == "days"] + node.args[:1]
    return weeks + sum(map(_constant, days))


def _constant(node: ast.expr) -> int:
    """A whole number written out, products included; 0 for anything else."""
    match node:
        case ast.Constant(int(value)):
            return value
        case ast.BinOp(left, ast.Mult(), right):
            return _constant(left) * _constant(right)
    return 0
