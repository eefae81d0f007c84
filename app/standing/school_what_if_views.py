"""What if, asked of the school: the form is there at once, the answer is fetched. Nothing is saved."""

from flask import render_template, request

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.schools.law import law_of
from app.schools.wording import KIND
from app.standing.school_what_if import school_what_if
from app.standing.school_what_if_forms import SchoolWhatIfForm, read_school_wish

office_only = roles_required(Role.HR, Role.ADMIN, says="这一页由人事处和学校管理员使用。")


@office_only
def school() -> tuple[str, int]:
    """The question, and a place for the answer where there is something to answer."""
    account = actor()
    form, wish = read_school_wish(request.args, law_of(account.school_id), clock.today())
    asked = _asked(form) if wish and wish.changes_something else None
    html = render_template("standing/school_what_if.html", form=form, asked=asked)
    return html, 200 if wish else 400


@office_only
def school_answer() -> tuple[str, int]:
    """The part alone for the script that asks for it, a page for who follows the link."""
    account = actor()
    form, wish = read_school_wish(request.args, law_of(account.school_id), clock.today())
    if wish is None:
        return render_template("standing/school_what_if.html", form=form, asked=None), 400
    answer = school_what_if(account.school_id, wish)
    part = "part" in request.args
    template = "standing/_school_what_if.html" if part else "standing/school_what_if_answer.html"
    return render_template(template, answer=answer, kinds=KIND, asked=_asked(form)), 200


def _asked(form: SchoolWhatIfForm) -> dict[str, str]:
    """The question as an address repeats it."""
    return {name: value for name in form.data if (value := request.args.get(name, "").strip())}
