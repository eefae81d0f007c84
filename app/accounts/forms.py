"""Shapes of what people type to sign in."""

from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional, Regexp

from app.web.forms import BaseForm

ADDRESS = Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message="邮箱格式不对，应像 name@example.edu")


class SignInForm(BaseForm):
    """Name and password."""

    username = StringField("登录名", validators=[DataRequired("请填写登录名"), Length(max=60)])
    password = PasswordField("密码", validators=[InputRequired("请填写密码"), Length(max=128)])


class PasswordForm(BaseForm):
    """A new password, typed twice."""

    old = PasswordField("现在的密码", validators=[InputRequired("请填写现在的密码")])
    new = PasswordField("新密码", validators=[InputRequired("请填写新密码")])
    again = PasswordField("再填一次新密码", validators=[EqualTo("new", "两次填写的新密码不一致")])


class EmailForm(BaseForm):
    """Where one's own mail goes; the password shows that it is really they."""

    email = StringField(
        "新的邮箱",
        validators=[Optional(), Length(max=254), ADDRESS],
        description="提醒和审核结果发到这里；留空则只在系统里显示",
    )
    password = PasswordField("登录密码", validators=[InputRequired("请填写登录密码")])
