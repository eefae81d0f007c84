"""A school's decisions in words, as its page shows them."""

from app import clock
from app.domain import words
from app.domain.certificates import Level, NumberError, format_number
from app.domain.conclusion import titled
from app.domain.facts import Profile, WindowKind, YearBasis
from app.domain.notice import DEFAULT_NOTICE, read_notice
from app.domain.rules import Law, Rule, RuleStatus
from app.schools.defaults import BEGINNING
from app.schools.law import law_of
from app.schools.models import (
    DecisionKind,
    DecisionOrigin,
    DecisionStatus,
    Reminding,
    School,
    SchoolDecision,
)
from app.web.links import page_address

KIND = {
    DecisionKind.PROFILE: "一个月折合多少小时",
    DecisionKind.YEAR_BASIS: "“每年”从哪天到哪天",
    DecisionKind.WINDOW: "“五年”从哪天到哪天",
    DecisionKind.GATE: "推荐认定以哪份文件为准",
    DecisionKind.ADOPTION: "沿用另一系统的文件",
    DecisionKind.NOTICE_DAYS: "推荐前公示几天",
    DecisionKind.LIVE_FROM: "从哪一天起发送提醒",
}
STATUS = {
    DecisionStatus.PROPOSED: "等待确认",
    DecisionStatus.CONFIRMED: "已确认",
    DecisionStatus.REFUSED: "未同意",
    DecisionStatus.WITHDRAWN: "已撤回",
}
REMINDING = {
    Reminding.START: "发送提醒",
    Reminding.STOP: "停止发送提醒，直到另有决定",
}
VALUE_LABEL = {
    DecisionKind.PROFILE: "一个月折合",
    DecisionKind.YEAR_BASIS: "“每年”是",
    DecisionKind.WINDOW: "“五年”是",
    DecisionKind.GATE: "以哪份文件为准",
    DecisionKind.ADOPTION: "沿用哪份文件",
    DecisionKind.NOTICE_DAYS: "按工作日还是自然日",
    DecisionKind.LIVE_FROM: "是否发送",
}
NONE_HELD = {
    DecisionKind.GATE: "没有可作依据的文件：本校所属系统的文件没有规定数量，不作达标判断。",
    DecisionKind.NOTICE_DAYS: f"{words.notice_period(DEFAULT_NOTICE)}（系统默认，学校尚未决定）。",
    DecisionKind.LIVE_FROM: "没有这样的决定；现在的起用日见“起用与录全”。",
}
ALWAYS = "一直如此"
NOTHING_DECIDED = "没有这样的决定。"
KIND_HINT = {
    DecisionKind.PROFILE: "各文件只写“月”，没有写一个月是多少小时。改动只影响生效日以后的判断。",
    DecisionKind.YEAR_BASIS: "文件写“每年”，没有写明是自然年还是学年。",
    DecisionKind.WINDOW: "滚动五年：从查询的那一天往前数满五年。固定周期：从首个周期的起始日起，每五年一段。",
    DecisionKind.GATE: "几份文件的要求不一致时，由学校决定推荐认定看哪一份；其余文件仍并列显示，不隐藏。"
    "讨论稿等尚未生效的文件不能作为依据。",
    DecisionKind.ADOPTION: "本校所属系统以外的文件，经学校决定后才并入判断。",
    DecisionKind.NOTICE_DAYS: "推荐教师之前，要先公示。张贴当天不计，最后一天过完才能提名。",
    DecisionKind.LIVE_FROM: "这一天之前，系统不向任何人发送提醒。录入旧记录期间，建议先不决定。",
}


def rule_words(rule: Rule) -> str:
    """A rule as the office reads it: what it asks for, first since a list cuts off the end; title, number."""
    asks = f"{words.RULE_WINDOW[rule.window]} {rule.minimum_months} 个月：" if rule.minimum_months else ""
    return asks + titled(rule.title, rule.number)


def simulated_only(law: Law) -> list[Rule]:
    """Drafts with a number: they are judged, and cannot decide."""
    numbered = (rule for rule in law.rules if rule.minimum_months is not None)
    return [rule for rule in numbered if rule.status is RuleStatus.DRAFT]


def marked(kind: DecisionKind) -> str:
    """A kind of decision by its name in quotation marks; marks inside are inner ones."""
    return f"“{KIND[kind].translate(str.maketrans('“”', '‘’'))}”"


def value_words(decision: SchoolDecision, law: Law | None = None) -> str:
    """What was decided, as a phrase; who has many to say reads the law once for all of them."""
    if decision.kind is DecisionKind.PROFILE:
        return words.PROFILE[Profile(decision.value)]
    if decision.kind is DecisionKind.YEAR_BASIS:
        return words.YEAR_BASIS[YearBasis(decision.value)]
    if decision.kind is DecisionKind.WINDOW:
        start = f"，首个周期从 {decision.cycle_start} 开始" if decision.cycle_start else ""
        return words.WINDOW_KIND[WindowKind(decision.value)] + start
    if decision.kind is DecisionKind.NOTICE_DAYS:
        period = read_notice(decision.value)
        return words.notice_period(period) if period else decision.value
    if decision.kind is DecisionKind.LIVE_FROM:
        return REMINDING[Reminding(decision.value)]
    day = max(clock.today(), decision.effective_from)
    rule = (law or law_of(decision.school_id)).version_on(decision.value, day)
    name = rule_words(rule) if rule else decision.value
    how = f"；统计期中间换过文件的，{words.TRANSITION[decision.transition]}" if decision.transition else ""
    return name + how


def origin_words(decision: SchoolDecision) -> str:
    """Where a decision came from, as a sentence."""
    if decision.proposed_by is None:
        return f"系统的默认值，学校尚未发文。{decision.reason}。"
    if decision.decided_by is None:
        who = f"由{decision.proposed_by.person.name}一人录入（当时不需要第二人确认）"
    else:
        who = f"由{decision.proposed_by.person.name}提出、{decision.decided_by.person.name}确认"
    return f"{who}，依据{decision.document}。理由：{decision.reason}"


def fate_words(decision: SchoolDecision) -> str:
    """What became of a decision, for the history."""
    if decision.decided_at is None:
        return STATUS[decision.status]
    if decision.origin is not DecisionOrigin.SCHOOL:
        by = "系统默认" if decision.origin is DecisionOrigin.DEFAULT else "一人录入，当时不需要确认"
    else:
        assert decision.decided_by is not None  # a check of the table ties it to the state
        by = f"{decision.decided_by.person.name}{STATUS[decision.status]}"
    return f"{by}：{decision.answer}" if decision.answer else by


def recommendation_foot(school: School, year: int) -> list[tuple[str, str]]:
    """How the school stands at the foot of a recommendation, part by part; a number as an example."""
    try:
        number = format_number(school.code, year, Level.MIDDLE, 1)
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
    return ALWAYS if decision.effective_from == BEGINNING else decision.effective_from.isoformat()
