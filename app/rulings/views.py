"""What waits for the school's decision, deciding it, and what has been decided."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.extensions import db
from app.rulings import one_views, operations, queries, wording
from app.rulings.forms import ITEM, LIMIT, DecideForm, ExemptForm, read_picks
from app.rulings.operations import AlreadyRuledError, OwnLeaveError
from app.rulings.page import Shown, exemptable, made, refused, shown
from app.rulings.queries import Pick, Waiting, Why
from app.rulings.together_operations import Decided, decide_together
from app.standing.queries import evaluate_teacher
from app.teachers.queries import teacher_or_404
from app.teachers.wording import RULING_WORDS
from app.web.errors import ConflictError
from app.web.forms import options, typed
from app.web.numbers import page_asked

bp = Blueprint("rulings", __name__, url_prefix="/school/rulings")
bp.add_url_rule("/<number>", view_func=one_views.show)
bp.add_url_rule("/<number>/revoke", view_func=one_views.revoke, methods=["POST"])

PER_PAGE = 50
office_only = roles_required(Role.HR, Role.ADMIN)


@bp.get("")
@office_only
def index() -> str:
    """The queue, the oldest first, and what has been decided, the newest first."""
    account, page = actor(), max(page_asked("waiting"), 1)
    queue = queries.queue_of_school(account.school_id, clock.today())
    kind = wording.KIND.get(request.args.get("kind", ""))
    listed = [one for one in queue.waiting if kind is None or isinstance(one.question, kind)]
    pages = max(-(-len(listed) // PER_PAGE), 1)
    page = min(page, pages)
    there = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
    decided = db.paginate(
        queries.rulings_of_school(account.school_id), page=page_asked(), per_page=PER_PAGE, error_out=False
    )
    return render_template(
        "rulings/index.html",
        rows=shown(queue, there, account),
        total=len(listed),
        open_in_all=len(queue.waiting),
        number_of={name: _number(queue.waiting, name) for name in wording.KIND},
        page=page,
        pages=pages,
        decided=decided,
        made=made(decided.items, clock.today()),
        ITEM=ITEM,
        wording=wording,
        ruling_words=RULING_WORDS,
    )


def _number(waiting: tuple[Waiting, ...], name: str) -> int:
    return sum(isinstance(one.question, wording.KIND[name]) for one in waiting)


@bp.get("/decide")
@office_only
def ask() -> tuple[str, int]:
    """What was ticked, with the effect of each answer; nothing is changed."""
    picks = read_picks(request.args)
    if not 1 <= len(picks) <= LIMIT:
        return render_template("rulings/decide.html", wrong=_wrong(picks)), 200 if not picks else 400
    return _ask(picks, DecideForm(formdata=None))


@bp.post("/decide")
@office_only
def decide() -> Response | tuple[str, int]:
    """Decide what was ticked, as far as it is still open."""
    picks, form = read_picks(request.form), DecideForm()
    if not 1 <= len(picks) <= LIMIT:
        return render_template("rulings/decide.html", wrong=_wrong(picks)), 400
    rows = _rows(picks)
    form.ask_only({type(one.waiting.question) for one in rows if not one.held})
    if rows and not form.validate():
        return _page(rows, picks, form), 400
    if not rows:
        raise _conflict(form, "这些事项已有人裁定，或情况有了变化，您的裁定没有保存。")
    done = decide_together(picks, form.answers, form.ground, actor=actor(), at=clock.now())
    if not done.made:
        raise _conflict(form, f"没有作出裁定：{'；'.join(_reasons(done))}。")
    said = _made(done)
    db.session.commit()
    flash(f"已裁定 {len(done.made)} 项{said}；教师本人会收到通知", "success")
    if done.held:
        flash(f"{len(done.held)} 项留下：{'；'.join(_reasons(done))}", "warning")
    return redirect(url_for("rulings.index"))


def _wrong(picks: list[Pick]) -> str:
    if not picks:
        return "还没有勾选要裁定的事项。请回到列表勾选。"
    return f"一次最多裁定 {LIMIT} 项，您勾选了 {len(picks)} 项。请分几次办理，现在一项也没有裁定。"


def _made(done: Decided) -> str:
    """The numbers; where there are more of them than cases, why."""
    rulings = [ruling for one in done.made for ruling in one]
    first, last = rulings[0].number, rulings[-1].number
    numbers = f"编号 {first}" if first == last else f"编号 {first} 至 {last}"
    if len(rulings) == len(done.made):
        return f"，{numbers}"
    return f"（涉及 {len({ruling.rule for ruling in rulings if ruling.rule})} 份规定，{numbers}）"


def _reasons(done: Decided) -> list[str]:
    return [wording.WHY[why] for why in dict.fromkeys(why for _, why in done.held)]


def _conflict(form: DecideForm, message: str) -> ConflictError:
    return ConflictError(message, typed=typed(form), back=url_for("rulings.index"))


def _rows(picks: list[Pick]) -> list[Shown]:
    """The questions among these that are open, as they stand now."""
    account = actor()
    queue = queries.queue_of_teachers(account.school_id, clock.today(), {pick.teacher_id for pick in picks})
    wanted = [one for one in queue.waiting if one.pick in set(picks)]
    return shown(queue, wanted, account)


def _ask(picks: list[Pick], form: DecideForm) -> tuple[str, int]:
    rows = _rows(picks)
    form.ask_only({type(one.waiting.question) for one in rows if not one.held})
    return _page(rows, picks, form), 200


def _page(rows: list[Shown], picks: list[Pick], form: DecideForm) -> str:
    open_still = {one.waiting.pick for one in rows}
    return render_template(
        "rulings/decide.html",
        wrong=None,
        rows=[one for one in rows if not one.held],
        held=[one for one in rows if one.held],
        gone=len([pick for pick in picks if pick not in open_still]),
        form=form,
        ITEM=ITEM,
        wording=wording,
        why=Why,
    )


@bp.route("/exempt/<int:teacher_id>", methods=["GET", "POST"])
@office_only
def exempt(teacher_id: int) -> str | Response:
    """An exemption on the school's own initiative."""
    teacher, account = teacher_or_404(teacher_id, actor()), actor()
    back = url_for("standing.teacher", teacher_id=teacher.id)
    if teacher.person_id == account.person_id:
        flash("您本人的豁免，请由另一位人事或学校管理员裁定", "error")
        return redirect(back)
    found = evaluate_teacher(teacher.id, clock.today())
    offered = exemptable(found.teacher, found.evaluation)
    form = ExemptForm()
    form.what.choices = options({one.value: one.label for one in offered})
    if offered and form.validate_on_submit():
        chosen = next(one for one in offered if one.value == form.what.data)
        try:
            ruling = operations.exempt(
                teacher, chosen.rule, chosen.year, form.ground, actor=account, at=clock.now()
            )
            number = ruling.number
            db.session.commit()
        except OwnLeaveError:
            flash("与这项要求有关的离岗由您录入，是否豁免请由另一位人事或学校管理员裁定", "error")
            return redirect(back)
        except AlreadyRuledError as before:
            message = f"这项要求已有裁定 {before}，您的裁定没有保存。要改变它，请先撤销那一份。"
            raise ConflictError(message, typed=typed(form), back=back) from None
        flash(f"已裁定豁免，编号 {number}；教师本人会收到通知", "success")
        return redirect(back)
    return render_template(
        "rulings/exempt.html",
        teacher=teacher,
        form=form,
        offered=offered,
        refused=refused(found.teacher, found.evaluation),
        back=back,
    )
