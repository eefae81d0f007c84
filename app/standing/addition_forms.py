"""Shapes of what an administrator adds to the law; what they mean is checked where the law is read."""

from typing import Any, ClassVar

from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.domain import words
from app.domain.facts import Category
from app.domain.rules import Column
from app.policy.additions import LONGEST_TEXT, NAME, written
from app.policy.entries import ANY_HOST
from app.policy.strict import StrictError
from app.web.fields import Checkboxes, ChineseDateField
from app.web.forms import BaseForm, VersionedForm, options

COLUMN = {Column.ANNUAL: "年度", Column.FIVE_YEAR: "五年"}
_NO_CHANGE = {"": "没有例外"}


class AdditionForm(BaseForm):
    """What every addition needs besides its text."""

    document = StringField(
        "学校依据的文件或会议纪要",
        validators=[DataRequired("请写明学校的文件或会议纪要"), Length(max=120)],
        description="写明名称和文号，例如“示例院发〔2026〕12号”",
    )
    reason = TextAreaField("录入的理由", validators=[DataRequired("请写明理由"), Length(max=1000)])

    FIELDS: ClassVar[dict[str, str]] = {}
    """By key of the text the field that holds it."""
    ELSEWHERE: ClassVar[str] = "document"
    """The field beside which everything else is said."""

    def toml(self) -> str:
        """What was typed, as a text in the form of the files."""
        raise NotImplementedError

    def show_problem(self, error: StrictError) -> None:
        """Say beside the field what is wrong with it, naming the key of the text and its value."""
        self[self.FIELDS.get(error.key, self.ELSEWHERE)].errors = [str(error).removeprefix(f"{NAME}：")]


class TextForm(AdditionForm):
    """A file, or its text."""

    text = TextAreaField(
        "文本",
        validators=[Length(max=LONGEST_TEXT, message=f"最多 {LONGEST_TEXT} 个字符")],
        description="与系统自带的规则文件同样的 TOML 格式；选了文件就不必再贴",
        render_kw={"rows": 16, "spellcheck": "false"},
    )
    files = FileField("规则文件", validators=[Optional()], description="扩展名 .toml，UTF-8 编码")

    ELSEWHERE = "text"

    def read_file(self) -> bool:
        """Put the text of a chosen file where it can be seen; False where it is no text."""
        if self.files.data:
            try:
                self.text.data = self.files.data.stream.read(4 * LONGEST_TEXT).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.files.errors = ["不是 UTF-8 编码的文本文件"]
                return False
        if not (self.text.data or "").strip():
            self.text.errors = ["请选择规则文件，或者把它的文本贴在这里"]
            return False
        return True

    def toml(self) -> str:
        return self.text.data or ""


class RuleForm(AdditionForm):
    """A version of a rule, key by key."""

    rule_id = StringField(
        "规则编号",
        validators=[DataRequired("请填写规则编号"), Length(max=40)],
        description="字母、数字和连字符。已有规则的新版本沿用原编号；新的规定用新的编号，例如 SHILI-2027-1M",
    )
    number = IntegerField("第几版", validators=[InputRequired("请填写版本号")])
    status = SelectField("文件的状态", choices=options(words.RULE_STATUS))
    effective_from = ChineseDateField(
        "生效日",
        validators=[Optional()],
        description="现行有效的文件必填；同一规则的新版本从这一天起代替前一版",
    )
    effective_from_assumed = BooleanField("文件没有写明生效日，这一天是推定的")
    effective_to = ChineseDateField(
        "失效日", validators=[Optional()], description="文件写明只适用到哪一天时才填"
    )
    population = Checkboxes("约束哪些教师", choices=options(words.CATEGORY))
    systems = Checkboxes("适用于哪个系统的学校", choices=options(words.SYSTEM))
    window = SelectField("统计区间", choices=options(words.RULE_WINDOW))
    minimum_months = IntegerField(
        "不少于几个月", validators=[Optional()], description="文件没有规定数量时留空，统计区间选“未定期限”"
    )
    column = SelectField("按计入表的哪一栏计", choices=options(COLUMN))
    title = StringField("文件名称", validators=[DataRequired("请填写文件名称"), Length(max=120)])
    document_number = StringField("文号", validators=[Length(max=60)], description="讨论稿可以没有文号")
    issued_on = StringField(
        "发文日期",
        validators=[Length(max=10)],
        description="知道到哪一级就写到哪一级：2026、2026-09 或 2026-09-01",
    )
    clause = StringField("条款", validators=[Optional(), Length(max=60)])
    quote = TextAreaField(
        "原文",
        validators=[DataRequired("请抄录规定的原文"), Length(max=500)],
        description="只抄起作用的那一句",
    )
    source = StringField(
        "文字来源",
        validators=[DataRequired("请写明文字从哪里看到"), Length(max=120)],
        description="文件文本，或者转述它的另一份文件",
    )

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


class CountingForm(AdditionForm):
    """One row of the counting table as it reads from a day on."""

    number = IntegerField("计入表第几版", validators=[InputRequired("请填写版本号")])
    dated = ChineseDateField("从哪一天起", validators=[InputRequired("请填写从哪一天起")])
    venue = SelectField("形式", choices=options(words.VENUE))
    host = SelectField("设在", choices=options({**words.HOST, ANY_HOST: "不限"}))
    annual = SelectField("年度", choices=options(words.CELL))
    five_year = SelectField("五年", choices=options(words.CELL))
    category = SelectField(
        "哪一类教师例外",
        choices=options(_NO_CHANGE | dict(words.CATEGORY)),
        description="例如考察观摩：公共基础课教师另计",
    )
    category_annual = SelectField("例外教师的年度", choices=options(words.CELL))
    category_five_year = SelectField("例外教师的五年", choices=options(words.CELL))
    ground = TextAreaField(
        "理由", validators=[DataRequired("请写明这样计的理由和出处"), Length(max=300)],
        description="文件名称、条款或学校的裁定；印在计算过程里",
    )  # fmt: skip

    FIELDS: ClassVar[dict[str, str]] = {
        "version": "number",
        "dated": "dated",
        **{f"rows[0].{name}": name for name in ("venue", "host", "annual", "five_year", "ground")},
        **{f"rows[0].by_category.{one}.{name}": f"category_{name}" for one in Category for name in Column},
    }
    ELSEWHERE = "venue"

    def toml(self) -> str:
        row: dict[str, Any] = {
            "venue": self.venue.data,
            "host": self.host.data,
            "annual": self.annual.data,
            "five_year": self.five_year.data,
            "ground": self.ground.data,
        }
        if self.category.data:
            cells = {"annual": self.category_annual.data, "five_year": self.category_five_year.data}
            row["by_category"] = {self.category.data: cells}
        return written({"version": self.number.data, "dated": self.dated.data, "rows": [row]})


class DecideForm(VersionedForm):
    """Publish or take back what the page showed."""


class RefuseForm(VersionedForm):
    """Why not."""

    reason = TextAreaField("不同意的原因", validators=[DataRequired("请写明原因"), Length(max=1000)])
