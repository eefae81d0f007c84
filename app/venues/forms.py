"""Shape of an entry of the registry, and of a search for one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.domain import words
from app.domain.facts import Host
from app.domain.sites import ONLY_HOST, SiteKind, SiteLevel, comparable_name
from app.venues.models import Site
from app.venues.operations import SiteFacts
from app.venues.wording import already_listed, code_problem
from app.web.fields import ChineseDateField
from app.web.forms import VersionedForm, options, single_line, visible
from app.web.numbers import row_number

MAX_NAME = 80


def upper(value: object) -> object:
    """A code as it is registered, also where it was typed in small or wide letters or in groups."""
    return comparable_name(value).upper() if isinstance(value, str) else value


def credit_code_valid(_form: object, field: Field) -> None:
    """For an optional code: empty, or right to the check digit."""
    problem = code_problem(field.data) if field.data else None
    if problem:
        raise ValidationError(problem)


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody who fills in a record looks for."""

    text: str
    site_id: int | None
    """Only this place, to say again what is known of it."""
    span: tuple[date, date] | None
    """The days meant, once both are there."""

    @property
    def code(self) -> str:
        """The text as a credit code would be registered."""
        return comparable_name(self.text).upper()


def read_search(sent: Mapping[str, str]) -> Search:
    """From an address: what cannot be read is left out."""
    text = str(single_line(visible(sent.get("q", ""))))[:MAX_NAME]
    try:
        site_id = row_number(sent["site"]) if "site" in sent else None
    except ValueError:
        site_id = 0
    return Search(text, site_id, _span(sent.get("first_day", ""), sent.get("last_day", "")))


def _span(first: str, last: str) -> tuple[date, date] | None:
    try:
        span = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return span if span[0] <= span[1] else None


class SiteForm(VersionedForm):
    """A place; ``version`` stays empty for a new one."""

    kind = SelectField("类别", choices=options(words.SITE_KIND))
    name = StringField(
        "名称",
        filters=[single_line],
        validators=[DataRequired("请填写名称"), Length(max=MAX_NAME, message="名称最多 80 个字")],
        description="与营业执照或认定文件一致的全称",
    )
    host = SelectField(
        "在谁那里进行",
        choices=options(words.HOST),
        description="设在企业的选企业，设在院校的选学校；这决定怎样计入",
    )
    credit_code = StringField(
        "统一社会信用代码", filters=[upper], validators=[Optional(), credit_code_valid], description="18 位"
    )
    level = SelectField("认定级别", choices=options({"": "没有或不清楚", **words.SITE_LEVEL}))
    document = StringField(
        "认定文件", validators=[Optional(), Length(max=120)], description="名称和文号，没有可不填"
    )
    valid_from = ChineseDateField("认定有效期自", validators=[Optional()], description="照认定文件填写")
    valid_to = ChineseDateField("至", validators=[Optional()], description="长期有效可不填")
    active = BooleanField("可以选用", default=True, description="停用后，新记录不能再选；已有记录不受影响")

    def validate_host(self, field: Field) -> None:
        only = ONLY_HOST.get(SiteKind(self.kind.data)) if self.kind.data in set(SiteKind) else None
        if only is not None and field.data != only:
            raise ValidationError(f"这一类别只能选“{words.HOST[only]}”")

    def validate_valid_to(self, field: Field) -> None:
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError("有效期的结束日期早于开始日期")

    def facts(self) -> SiteFacts:
        """What was typed, after validation."""
        return SiteFacts(
            kind=SiteKind(self.kind.data),
            name=self.name.data or "",
            host=Host(self.host.data),
            credit_code=self.credit_code.data or None,
            level=SiteLevel(self.level.data) if self.level.data else None,
            document=self.document.data or "",
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            active=bool(self.active.data),
        )

    def say_known(self, known: Site) -> None:
        """Name the entry that stands in the way, beside the field by which it is the same."""
        code = self.credit_code.data or None
        field = self.credit_code if code and known.credit_code == code else self.name
        field.errors = [already_listed(known, code)]

    @classmethod
    def of(cls, site: Site) -> "SiteForm":
        """The form as it stands for an entry."""
        return cls(obj=site)
