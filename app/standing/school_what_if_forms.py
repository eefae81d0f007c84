"""What an address asks of the school."""

from datetime import date

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, SelectField
from wtforms.validators import Optional, ValidationError

from app.domain import words
from app.domain.facts import Profile, WindowKind, YearBasis
from app.domain.rules import Law, Rule, RuleStatus
from app.schools.wording import rule_words
from app.standing.school_what_if import Wish, rules_to_try
from app.web.fields import ChineseDateField
from app.web.forms import BaseForm, options

AS_IT_IS = {"": "照现在"}


class SchoolWhatIfForm(BaseForm):
    """One of each; what is left as it is changes nothing."""

    gate = SelectField("推荐认定以哪份文件为准")
    profile = SelectField("一个月折合多少小时", choices=options(AS_IT_IS | words.PROFILE))
    year_basis = SelectField("“每年”怎样起止", choices=options(AS_IT_IS | words.YEAR_BASIS))
    window = SelectField("“五年”怎样起止", choices=options(AS_IT_IS | words.WINDOW_KIND))
    cycle_start = ChineseDateField(
        "首个周期的起始日", validators=[Optional()], description="选了固定五年周期才填"
    )
    as_of = ChineseDateField("算到哪一天", validators=[Optional()], description="不填就算到今天")
    waiting = BooleanField("待审核的记录都当作通过")

    def validate_window(self, field: Field) -> None:
        if field.data == WindowKind.FIXED and not self.cycle_start.data and not self.cycle_start.errors:
            raise ValidationError("固定五年周期须写明首个周期从哪一天开始")

    def validate_cycle_start(self, field: Field) -> None:
        if self.window.data != WindowKind.FIXED:
            raise ValidationError("只有固定五年周期才填首个周期的起始日")
        if self.as_of.data and field.data > self.as_of.data:
            raise ValidationError("首个周期的起始日不能晚于要算的那一天")

    def wish(self, today: date) -> Wish:
        """What is imagined, after validation."""
        return Wish(
            as_of=self.as_of.data or today,
            gate=self.gate.data or None,
            profile=Profile(self.profile.data) if self.profile.data else None,
            year_basis=YearBasis(self.year_basis.data) if self.year_basis.data else None,
            window=WindowKind(self.window.data) if self.window.data else None,
            cycle_start=self.cycle_start.data,
            pass_waiting=bool(self.waiting.data),
        )


def read_school_wish(
    args: MultiDict[str, str], law: Law, today: date
) -> tuple[SchoolWhatIfForm, Wish | None]:
    """The form as the address fills it in, and what it asks; None while something in it is wrong."""
    given = MultiDict(args)
    for name in ("gate", "profile", "year_basis", "window"):
        given.setdefault(name, "")
    if not given.get("as_of", "").strip():
        given["as_of"] = today.isoformat()
    form = SchoolWhatIfForm(formdata=given, meta={"csrf": False})
    form.gate.choices = options(AS_IT_IS | {rule.id: _named(rule) for rule in rules_to_try(law)})
    return form, form.wish(today) if form.validate() else None


def _named(rule: Rule) -> str:
    """As the office reads it; what can only be tried out says so first."""
    said = rule_words(rule)
    return said if rule.status is RuleStatus.IN_FORCE else f"（{words.RULE_STATUS[rule.status]}）{said}"
