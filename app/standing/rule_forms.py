"""The shape of a version of a rule; what it meets in the law is checked where that is read."""

from collections.abc import Callable
from typing import Any, ClassVar

from wtforms import BooleanField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    StopValidation,
    ValidationError,
)

from app.domain import words
from app.domain.rules import Column, Rule, RuleStatus, RuleWindow
from app.policy.additions import untitled, written
from app.policy.entries import LONGEST_WINDOW, NO_RULE_ID, RULE_ID
from app.policy.strict import NO_PART_OF_DATE, PART_OF_DATE
from app.standing.addition_forms import VERSION, AdditionForm
from app.web.fields import Checkboxes, ChineseDateField
from app.web.forms import options

COLUMN = {Column.ANNUAL: "年度", Column.FIVE_YEAR: "五年"}


class NeededWhen:
    """Asked for while the rest of the form says so; else it can be left open."""

    def __init__(self, holds: Callable[[Any], bool], message: str) -> None:
        self.holds = holds
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:  # noqa: ANN401 - the form that holds the field
        if not field.raw_data or not field.raw_data[0].strip():
            field.errors = []  # what a field says of an empty text
            raise StopValidation(self.message if self.holds(form) else "")


def _in_force(form: "RuleForm") -> bool:
    return bool(form.status.data == RuleStatus.IN_FORCE)


def _numbered(form: "RuleForm") -> bool:
    return bool(form.window.data != RuleWindow.NONE)


class RuleForm(AdditionForm):
    """A version of a rule, key by key, in the order of the page."""

    title = StringField(
        "文件名称",
        filters=[untitled],
        validators=[DataRequired("请填写文件名称"), Length(max=120)],
        description="不必写书名号",
    )
    document_number = StringField(
        "文号",
        validators=[NeededWhen(_in_force, "现行有效的文件须填写文号"), Length(max=60)],
        description="现行有效的文件必填",
    )
    issued_on = StringField(
        "发文日期",
        validators=[NeededWhen(_in_force, "现行有效的文件须注明发文日期"), Length(max=10)],
        description="现行有效的文件必填，知道到哪一级就写到哪一级：2026、2026-09 或 2026-09-01",
    )
    clause = StringField("条款", validators=[Optional(), Length(max=60)])
    source = StringField(
        "文字来源",
        validators=[DataRequired("请写明文字从哪里看到"), Length(max=120)],
        description="文件文本，或者转述它的另一份文件",
    )
    quote = TextAreaField(
        "原文",
        validators=[DataRequired("请抄录规定的原文"), Length(max=500)],
        description="只抄起作用的那一句",
    )
    window = SelectField("统计区间", choices=options(words.RULE_WINDOW))
    minimum_months = IntegerField(
        "不少于几个月",
        validators=[NeededWhen(_numbered, "请填写几个月；文件没有规定数量时，统计区间选“未定期限”")],
        description="文件没有规定数量时留空，统计区间选“未定期限”",
    )
    column = SelectField("按计入表的哪一栏计", choices=options(COLUMN))
    population = Checkboxes(
        "约束哪些教师", choices=options(words.CATEGORY), validators=[DataRequired("请至少选一类教师")]
    )
    systems = Checkboxes(
        "适用于哪个系统的学校", choices=options(words.SYSTEM), validators=[DataRequired("请至少选一个系统")]
    )
    rule_id = StringField(
        "规则编号",
        validators=[DataRequired("请填写规则编号"), Length(max=40)],
        description="字母、数字和连字符。已有规则的新版本沿用原编号；新的规定用新的编号，例如 SHILI-2027-1M",
    )
    number = IntegerField("第几版", validators=[InputRequired("请填写版本号"), VERSION])
    status = SelectField("文件的状态", choices=options(words.RULE_STATUS))
    effective_from = ChineseDateField(
        "生效日",
        validators=[NeededWhen(_in_force, "现行有效的文件须填写生效日")],
        description="现行有效的文件必填；同一规则的新版本从这一天起代替前一版",
    )
    effective_to = ChineseDateField(
        "失效日", validators=[Optional()], description="文件写明只适用到哪一天时才填"
    )
    effective_from_assumed = BooleanField("文件没有写明生效日，这一天是推定的")

    FIELDS: ClassVar[dict[str, str]] = {
        "id": "rule_id",
        "version": "number",
        "citation.title": "title",
        "citation.number": "document_number",
        "citation.issued_on": "issued_on",
        "citation.clause": "clause",
        "citation.words": "quote",
        "citation.source": "source",
        **{
            name: name
            for name in (
                "status", "effective_from", "effective_from_assumed", "effective_to",
                "population", "systems", "window", "minimum_months", "column",
            )
        },
    }  # fmt: skip
    ELSEWHERE = "rule_id"

    def validate_issued_on(self, field: Field) -> None:
        if not PART_OF_DATE.fullmatch(field.data):
            raise ValidationError(NO_PART_OF_DATE)

    def validate_minimum_months(self, field: Field) -> None:
        if not _numbered(self):
            raise ValidationError("统计区间是“未定期限”时，这里留空")
        longest = LONGEST_WINDOW.get(self.window.data)
        if longest and field.data is not None and not 1 <= field.data <= longest:
            raise ValidationError(f"应为 1 至 {longest} 的整数")

    def validate_rule_id(self, field: Field) -> None:
        if not RULE_ID.fullmatch(field.data):
            raise ValidationError(NO_RULE_ID)

    def validate_effective_to(self, field: Field) -> None:
        if self.effective_from.data and field.data and field.data < self.effective_from.data:
            raise ValidationError("不能早于生效日")

    def fix(self, newest: Rule) -> None:
        """What a new version has in common with the one before it is not asked again."""
        self.rule_id.render_kw = {"readonly": True}
        self.status.choices = options({newest.status: words.RULE_STATUS[newest.status]})
        self.window.choices = options({newest.window: words.RULE_WINDOW[newest.window]})
        self.column.choices = options({newest.column: COLUMN[newest.column]})

    def toml(self) -> str:
        values: dict[str, object] = {
            "id": self.rule_id.data,
            "version": self.number.data,
            "status": self.status.data,
            "effective_from": self.effective_from.data,
        }
        if self.effective_from.data:
            values["effective_from_assumed"] = self.effective_from_assumed.data
        return written(
            values
            | {
                "effective_to": self.effective_to.data,
                "population": self.population.data or [],
                "systems": self.systems.data or [],
                "window": self.window.data,
                "minimum_months": self.minimum_months.data,
                "column": self.column.data,
                "citation": {
                    "title": self.title.data,
                    "number": self.document_number.data,
                    "issued_on": self.issued_on.data,
                    "clause": self.clause.data,
                    "words": self.quote.data,
                    "source": self.source.data,
                },
            }
        )
