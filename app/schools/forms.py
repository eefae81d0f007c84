"""Shapes of what HR types about the school."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from app.domain import words
from app.domain.facts import System, Transition
from app.domain.notice import MAX_NOTICE_DAYS
from app.domain.rules import Rule, RuleStatus
from app.schools.checks import NOTICE_DAYS, Proposal
from app.schools.law import law_of
from app.schools.models import DecisionKind, School, SchoolDecision
from app.schools.wording import REMINDING, VALUE_LABEL, rule_words
from app.web.fields import ChineseDateField
from app.web.forms import BaseForm, VersionedForm, options


class ProfileForm(VersionedForm):
    """What is printed of the school; the code is an administrator's to change."""

    code = StringField(
        "学校代码",
        validators=[
            DataRequired("请填写学校代码"),
            Regexp(r"^[A-Za-z0-9]{2,16}$", message="学校代码是 2 至 16 位字母或数字，印在推荐书编号里"),
        ],
    )
    name = StringField("学校名称", validators=[DataRequired("请填写学校名称"), Length(max=80)])
    signatory = StringField(
        "签发人",
        validators=[Optional(), Length(max=60)],
        description="印在推荐书上，例如“校长 示例某”",
    )
    seal_place = StringField(
        "盖章处的文字",
        validators=[Optional(), Length(max=80)],
        description="推荐书上盖章的地方，例如“示例职业技术学院（盖章）”",
    )

    @classmethod
    def for_school(cls, school: School, *, may_change_code: bool) -> "ProfileForm":
        """The form as the actor may fill it in."""
        form = cls(obj=school)
        if not may_change_code:
            del form.code
        return form


class DepartmentForm(VersionedForm):
    """A department's name."""

    name = StringField("系部名称", validators=[DataRequired("请填写系部名称"), Length(max=60)])


class StartForm(VersionedForm):
    """From when records are complete; can be left open."""

    records_complete_from = ChineseDateField("从哪一天起的实践记录已经录全", validators=[Optional()])


BEGUN = ("value", "effective_from", "cycle_start")


class DecisionForm(BaseForm):
    """A decision of one kind; ``for_kind`` drops what the kind does not ask."""

    days = IntegerField(
        "公示天数", validators=[InputRequired(NOTICE_DAYS), NumberRange(1, MAX_NOTICE_DAYS, NOTICE_DAYS)]
    )
    value = RadioField("决定", validate_choice=False, validators=[DataRequired("请选择一项")])
    transition = SelectField(
        "统计期中间换过文件的，按哪一份",
        description="例如五年里前两年按另一份文件",
        choices=options({member: words.TRANSITION[member] for member in Transition}),
    )
    cycle_start = ChineseDateField(
        "首个周期的起始日", validators=[Optional()], description="只有固定五年周期才填"
    )
    effective_from = ChineseDateField("从哪一天起执行", validators=[InputRequired("请填写生效日")])
    document = StringField(
        "学校的文件或会议纪要",
        validators=[DataRequired("请写明学校的文件或会议纪要"), Length(max=120)],
        description="写明名称和文号，例如“示例院发〔2026〕12号”",
    )
    reason = TextAreaField("理由", validators=[DataRequired("请写明理由"), Length(max=1000)])

    @classmethod
    def for_kind(
        cls, kind: DecisionKind, school: School, held: Sequence[SchoolDecision], said: MultiDict[str, str]
    ) -> "DecisionForm":
        """The form with this kind's choices, begun with what is held now and what an address says."""
        begun = cls(formdata=said, meta={"csrf": False})
        begun.validate()
        asked = {name: begun[name].data for name in BEGUN if name in said and not begun[name].errors}
        form = cls(data=_held(kind, held) | asked)
        form.value.choices = _choices(kind, school)
        form.value.label.text = VALUE_LABEL[kind]
        if kind is not DecisionKind.GATE:
            del form.transition
        if kind is not DecisionKind.WINDOW:
            del form.cycle_start
        if kind is not DecisionKind.NOTICE_DAYS:
            del form.days
        return form

    def proposal(self, kind: DecisionKind) -> Proposal:
        """The valid input."""
        assert self.effective_from.data is not None
        value = self.value.data or ""
        return Proposal(
            kind=kind,
            value=f"{value}-{self.days.data or 0}" if "days" in self else value,
            effective_from=self.effective_from.data,
            document=self.document.data or "",
            reason=self.reason.data or "",
            transition=self.transition.data if "transition" in self else None,
            cycle_start=self.cycle_start.data if "cycle_start" in self else None,
        )


class SettleForm(VersionedForm):
    """A step on a decision as it was shown; ``reason`` is asked of a refusal only."""

    reason = TextAreaField("不同意的原因", validators=[Length(max=1000, message="不超过 1000 字")])


_LABELS: dict[DecisionKind, dict[Any, str]] = {
    DecisionKind.PROFILE: dict(words.PROFILE),
    DecisionKind.YEAR_BASIS: dict(words.YEAR_BASIS),
    DecisionKind.WINDOW: dict(words.WINDOW_KIND),
    DecisionKind.NOTICE_DAYS: dict(words.DAY_KIND),
    DecisionKind.LIVE_FROM: dict(REMINDING),
}


def _held(kind: DecisionKind, held: Sequence[SchoolDecision]) -> dict[str, object]:
    """What is decided now, to begin from; what is adopted is adopted besides, so that begins empty."""
    if not held or kind is DecisionKind.ADOPTION:
        return {}
    if kind is DecisionKind.NOTICE_DAYS:
        days, _, number = held[-1].value.partition("-")
        return {"value": days, "days": number}
    return {"value": held[-1].value, "transition": held[-1].transition}


def _choices(kind: DecisionKind, school: School) -> list[Any]:
    if kind in _LABELS:
        return options(_LABELS[kind])
    law = law_of(school.id)
    in_force = [rule for rule in law.rules if rule.status is RuleStatus.IN_FORCE]
    if kind is DecisionKind.GATE:
        deciding = {rule.id: rule_words(rule) for rule in in_force if rule.minimum_months is not None}
        return options(deciding) + [
            SelectChoice(rule.id, f"{_standing(rule)}：{rule_words(rule)}", render_kw={"disabled": True})
            for rule in law.rules
            if rule.minimum_months is not None and rule.status is not RuleStatus.IN_FORCE
        ]
    others = [rule for rule in in_force if school.system not in rule.systems]
    return options({rule.id: f"{rule_words(rule)}，{_systems(rule.systems)}" for rule in others})


def _standing(rule: Rule) -> str:
    return "仅可测算" if rule.status is RuleStatus.DRAFT else words.RULE_STATUS[rule.status]


def _systems(systems: frozenset[System]) -> str:
    return "、".join(words.SYSTEM[system] for system in sorted(systems))
