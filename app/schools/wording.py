"""A school's decisions in words, as its page shows them."""

from app.domain import words
from app.domain.certificates import Level, NumberError, format_number
from app.domain.conclusion import titled
from app.domain.facts import Profile, WindowKind, YearBasis
from app.domain.rules import Rule
from app.policy.loader import load_law
from app.schools.defaults import BEGINNING
from app.schools.models import DecisionKind, School, SchoolDecision
from app.web.links import page_address

KIND = {
    DecisionKind.PROFILE: "一个月折合多少小时",
    DecisionKind.YEAR_BASIS: "“每年”从哪天到哪天",
    DecisionKind.WINDOW: "“五年”从哪天到哪天",
    DecisionKind.GATE: "推荐认定以哪份文件为准",
    DecisionKind.ADOPTION: "沿用另一系统的文件",
}
KIND_HINT = {
    DecisionKind.PROFILE: "各文件只写“月”，没有写一个月是多少小时。改动只影响生效日以后的判断。",
    DecisionKind.YEAR_BASIS: "文件写“每年”，没有写明是自然年还是学年。",
    DecisionKind.WINDOW: "滚动五年：从查询的那一天往前数满五年。固定周期：从首个周期的起始日起，每五年一段。",
    DecisionKind.GATE: "几份文件的要求不一致时，由学校决定推荐认定看哪一份；其余文件仍并列显示，不隐藏。"
    "讨论稿等尚未生效的文件不能作为依据。",
    DecisionKind.ADOPTION: "本校所属系统以外的文件，经学校决定后才并入判断。",
}


def rule_words(rule: Rule) -> str:
    """A rule as the office reads it: what it asks for, first since a list cuts off the end; title, number."""
    asks = f"{words.RULE_WINDOW[rule.window]} {rule.minimum_months} 个月：" if rule.minimum_months else ""
    return asks + titled(rule.title, rule.number)


def value_words(decision: SchoolDecision) -> str:
    """What was decided, as a phrase."""
    if decision.kind is DecisionKind.PROFILE:
        return words.PROFILE[Profile(decision.value)]
    if decision.kind is DecisionKind.YEAR_BASIS:
        return words.YEAR_BASIS[YearBasis(decision.value)]
    if decision.kind is DecisionKind.WINDOW:
        start = f"，首个周期从 {decision.cycle_start} 开始" if decision.cycle_start else ""
        return words.WINDOW_KIND[WindowKind(decision.value)] + start
    versions = load_law().versions(decision.value)
    name = rule_words(versions[0]) if versions else decision.value
    return f"{name}；{words.TRANSITION[decision.transition]}" if decision.transition else name


def origin_words(decision: SchoolDecision) -> str:
    """Where a decision came from, as a sentence."""
    if decision.decided_by is None:
        return f"系统的默认值，学校尚未发文。{decision.reason}。"
    return f"由{decision.decided_by.person.name}录入，依据{decision.document}。理由：{decision.reason}"


def recommendation_foot(school: School, year: int) -> list[tuple[str, str]]:
    """How the school stands at the foot of a recommendation, part by part; a number as an example."""
    try:
        number = format_number(school.code.upper(), year, Level.MIDDLE, 1)
    except NumberError:
        number = "学校代码要先改成 2 至 16 位字母或数字，才能编号"
    return [
        ("落款", school.name),
        ("签发人", school.signatory or "未填写，不能出具推荐书"),
        ("盖章处", school.seal_place or "未填写，不能出具推荐书"),
        ("编号", f"{number}（示例）"),
        ("核验网址", page_address("certificates.verify", code="code").removesuffix("code")),
    ]


def since_words(decision: SchoolDecision) -> str:
    """From when it holds, for a table."""
    return "自始" if decision.effective_from == BEGINNING else decision.effective_from.isoformat()
