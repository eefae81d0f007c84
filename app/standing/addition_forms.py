"""Shapes of what an administrator adds to the law; what they mean is checked where the law is read."""

from typing import Any, ClassVar

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.domain import words
from app.domain.facts import Category
from app.domain.rules import Column
from app.policy.additions import LONGEST_TEXT, NAME, written
from app.policy.entries import ANY_HOST, HIGHEST_VERSION
from app.policy.strict import StrictError
from app.web.fields import ChineseDateField
from app.web.forms import BaseForm, VersionedForm, options

VERSION = NumberRange(1, HIGHEST_VERSION, f"应为 1 至 {HIGHEST_VERSION} 的整数")
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

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 - as WTForms has it
        super().__init__(*args, **values)
        for name in ("document", "reason"):  # the page asks for them last, and names errors in its order
            self._fields[name] = self._fields.pop(name)

    def toml(self) -> str:
        """What was typed, as a text in the form of the files."""
        raise NotImplementedError

    def show_problem(self, error: StrictError) -> None:
        """Say what is wrong beside the field it is about; where there is none, with the key and its value."""
        if error.key in self.FIELDS:
            self[self.FIELDS[error.key]].errors = [error.why]
        else:
            self[self.ELSEWHERE].errors = [str(error).removeprefix(f"{NAME}：")]


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


class CountingForm(AdditionForm):
    """One row of the counting table as it reads from a day on."""

    venue = SelectField("形式", choices=options(words.VENUE))
    host = SelectField("设在", choices=options({**words.HOST, ANY_HOST: "不限"}))
    annual = SelectField("年度", choices=options(words.CELL))
    five_year = SelectField("五年", choices=options(words.CELL))
    ground = TextAreaField(
        "理由", validators=[DataRequired("请写明这样计的理由和出处"), Length(max=300)],
        description="文件名称、条款或学校的裁定；印在计算过程里",
    )  # fmt: skip
    category = SelectField(
        "哪一类教师例外",
        choices=options(_NO_CHANGE | dict(words.CATEGORY)),
        description="例如考察观摩：公共基础课教师另计",
    )
    category_annual = SelectField("例外教师的年度", choices=options(words.CELL))
    category_five_year = SelectField("例外教师的五年", choices=options(words.CELL))
    number = IntegerField("计入表第几版", validators=[InputRequired("请填写版本号"), VERSION])
    dated = ChineseDateField("从哪一天起", validators=[InputRequired("请填写从哪一天起")])

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
