"""Shapes of what people type to sign in, and to ask somebody to stand in."""

from collections.abc import Mapping, Sequence
from datetime import date

from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional, ValidationError

from app.accounts.models import Account
from app.accounts.stand_in_operations import Lending
from app.domain.roles import Role
from app.web.fields import ChineseDateField, mail_address
from app.web.forms import BaseForm, options

NO_DEPARTMENT = "不属于系部"


class SignInForm(BaseForm):
    """Name and password."""

    username = StringField("登录名", validators=[DataRequired("请填写登录名"), Length(max=60)])
    password = PasswordField("密码", validators=[InputRequired("请填写密码"), Length(max=128)])


class PasswordForm(BaseForm):
    """A new password, typed twice."""

    old = PasswordField("现在的密码", validators=[InputRequired("请填写现在的密码")])
    new = PasswordField("新密码", validators=[InputRequired("请填写新密码")])
    again = PasswordField("再填一次新密码", validators=[EqualTo("new", "两次填写的新密码不一致")])


class StandInForm(BaseForm):
    """Somebody, a role of one's own, and the days."""

    what = SelectField("代办哪一项审核")
    account_id = SelectField("请谁代办")
    first_day = ChineseDateField("从哪一天起", validators=[InputRequired("请填写从哪一天起")])
    last_day = ChineseDateField("到哪一天止（含当天）", validators=[InputRequired("请填写到哪一天止")])

    def offer(
        self, heads: Mapping[int, str], lender: Account, colleagues: Sequence[Account], *, hr: bool
    ) -> None:
        """Fill the lists: what can be lent, departments by their name, and who could stand in.

        Colleagues of the lender's own department come first.
        """
        held = {f"head:{key}": f"{name}负责人（初审）" for key, name in heads.items()}
        if hr:
            held["hr"] = "人事处（审批）"
        self.what.choices = options(held)
        own = lender.person.teacher.department.name if lender.person.teacher else ""
        near = sorted(colleagues, key=lambda one: _place(one, own))
        self.account_id.choices = [*options({"": "请选择"}), *map(_choice, near)]
        self.people = {str(account.id): account for account in colleagues}

    @property
    def lending(self) -> Lending:
        """What was typed, after validation."""
        role, _, department = (self.what.data or "").partition(":")
        assert isinstance(self.first_day.data, date)
        assert isinstance(self.last_day.data, date)
        return Lending(
            Role(role),
            int(department) if department else None,
            self.people[self.account_id.data or ""],
            self.first_day.data,
            self.last_day.data,
        )

    def validate_account_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("请选择代办的人")


def _department(account: Account) -> str:
    post = account.person.teacher
    return post.department.name if post else NO_DEPARTMENT


def _place(account: Account, own: str) -> tuple[bool, bool, bytes, bytes]:
    """Where a colleague is listed: the own department, the others, at last those of none; by name.

    GB 18030 has the common characters in the order of their pinyin.
    """
    department = _department(account)
    by_name = department.encode("gb18030"), account.person.name.encode("gb18030")
    return department != own, department == NO_DEPARTMENT, *by_name


def _choice(account: Account) -> SelectChoice:
    """Name and the name to sign in with, so that two of a name can be told apart, below the department."""
    label = f"{account.person.name}（登录名 {account.username}）"
    return SelectChoice(str(account.id), label, optgroup=_department(account))


class EmailForm(BaseForm):
    """Where one's own mail goes; the password shows that it is really they."""

    email = StringField(
        "新的邮箱",
        validators=[Optional(), mail_address],
        description="提醒和审核结果发到这里；留空则只在系统里显示",
    )
    password = PasswordField("登录密码", validators=[InputRequired("请填写登录密码")])
