"""Pages of frozen years: the list, freezing one, one of them, and stating it anew."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.locks import lock_school
from app.domain import words
from app.domain.conclusion import year_name
from app.domain.frozen import thaw
from app.domain.roles import Role
from app.extensions import db
from app.schools.models import School
from app.snapshots import compare_views, fallen_views, operations, page, queries
from app.snapshots.compare import Comparison
from app.snapshots.forms import ASKS, Asked, FreezeForm, RestateForm, read_asked
from app.snapshots.frozen_ground import Ground
from app.snapshots.frozen_row import thaw_row
from app.snapshots.models import Snapshot
from app.snapshots.moved import moved_since
from app.snapshots.operations import FrozenAlreadyError, NothingDiffersError, SupersededError
from app.snapshots.picture import NotJudgedError, picture_now
from app.snapshots.queries import SchoolYear
from app.snapshots.wording import (
    decision_words,
    edition_name,
    moved_words,
    paper_words,
    parts,
    table_words,
    words_of_standing,
    year_between,
)
from app.snapshots.year_spreadsheet import year_xlsx
from app.standing.forms import asked_again
from app.standing.headline import NOT_JUDGED
from app.standing.queries import may_see, own_teacher_id
from app.standing.table import ORDER
from app.web.downloads import send_table
from app.web.errors import ConflictError
from app.web.forms import typed
from app.web.numbers import row_number
from app.web.workbook import MIMETYPE

bp = Blueprint("snapshots", __name__)
bp.add_url_rule("/school/snapshots/compare", view_func=compare_views.compare)
bp.add_url_rule("/school/snapshots/compare.csv", view_func=compare_views.compare_csv)
bp.add_url_rule("/school/fallen", view_func=fallen_views.fallen)
bp.add_app_template_global(queries.frozen_years_of)
bp.add_app_template_global(fallen_views.uses_for)
bp.add_app_template_global(year_name)
bp.add_app_template_global(words_of_standing)
bp.add_app_template_global(paper_words)
bp.add_app_template_global(year_between)
office_only = roles_required(Role.HR, Role.ADMIN)

bp.context_processor(
    lambda: {
        "words": words,
        "edition_name": edition_name,
        "moved_words": moved_words,
        "parts": parts,
        "decision_words": decision_words,
        "table_words": table_words,
        "read_first": page.read_first,
        "NOT_JUDGED": NOT_JUDGED,
    }
)


@bp.get("/school/snapshots")
@office_only
def index() -> str:
    """Every frozen year, and the years that have ended and are not."""
    found = page.overview(actor().school_id, clock.today())
    return render_template("snapshots/index.html", found=found, coverage_counted=page.coverage_counted)


@bp.route("/school/snapshots/new", methods=["GET", "POST"])
@office_only
def new() -> str | Response:
    """Freeze a year for the first time; the page says what."""
    year, form = _year_asked(), FreezeForm()
    if year is None:
        return render_template("snapshots/freeze.html", year=None)
    if form.is_submitted():
        form.validate()
        lock_school(actor().school)  # before the moment: what was decided by then is in it
        try:
            snapshot = operations.freeze_year(actor().school_id, year, actor=actor(), at=clock.now())
        except FrozenAlreadyError as error:
            where = url_for("snapshots.show", snapshot_id=error.snapshot.id)
            raise ConflictError(
                f"{year.label}已经冻结过了，每年只冻结一次；有变化时请出具更正。", back=where
            ) from None
        except NotJudgedError as error:
            raise ConflictError(str(error), back=url_for("schools.settings")) from None
        return _done(snapshot, f"{year.label}已冻结，共 {snapshot.teachers} 位教师")
    return _what_freezes(year, form)


def _year_asked() -> SchoolYear | None:
    """The year that the address names, else the last one that has ended and is not frozen."""
    offered = page.overview(actor().school_id, clock.today()).open
    number = request.args.get("year", type=row_number)
    if number is None:
        return next(iter(offered), None)
    ended = queries.years_ended(actor().school_id, clock.today())
    found = next((one for one in ended if one.number == number), None)
    if found is None:
        abort(404)
    return found


def _what_freezes(year: SchoolYear, form: FreezeForm) -> str:
    problem, fresh = None, None
    try:
        fresh = picture_now(actor().school_id, year.window, clock.now())
    except NotJudgedError as error:
        problem = str(error)
    return render_template(
        "snapshots/freeze.html",
        year=year,
        form=form,
        problem=problem,
        picture=fresh.picture if fresh else None,
        counts={line: page.coverage_counted(found) for line, found in fresh.counts.items()} if fresh else {},
        frozen=queries.newest_edition(actor().school_id, year.window),
    )


@bp.get("/school/snapshots/<int:snapshot_id>")
@office_only
def show(snapshot_id: int) -> str:
    """One edition, to be read and printed."""
    snapshot, asked = queries.snapshot_or_404(snapshot_id, actor()), read_asked(request.args)
    rows = queries.listed_rows(snapshot.id)
    newest = queries.newest_edition(snapshot.school_id, snapshot.window)
    assert newest is not None  # there is this one
    return render_template(
        "snapshots/show.html",
        snapshot=snapshot,
        school=db.session.get_one(School, snapshot.school_id),
        groups=(found := page.groups(rows, asked)),
        listed=sum(len(group.rows) for group in found),
        asked=asked,
        filtered=asked != Asked(),
        of_file=asked_again(request.args, ASKS),
        order=ORDER,
        coverage={line: page.coverage_of(rows, line) for line in ("year", "five")},
        ground=thaw(Ground, snapshot.ground),
        found=thaw(Comparison, snapshot.changes) if snapshot.changes else None,
        newest=newest,
        moved=moved_since(newest),
        editions=[one for one in queries.snapshots_of(snapshot.school_id) if one.window == snapshot.window],
        basis_changed=queries.basis_changed(snapshot),
    )


@bp.get("/school/snapshots/<int:snapshot_id>.xlsx")
@office_only
def show_xlsx(snapshot_id: int) -> Response:
    """The same for a spreadsheet."""
    snapshot, asked = queries.snapshot_or_404(snapshot_id, actor()), read_asked(request.args)
    groups = page.groups(queries.listed_rows(snapshot.id), asked)
    school = db.session.get_one(School, snapshot.school_id)
    rows = [row for group in groups for row in group.rows]
    data = year_xlsx(snapshot, school.name, thaw(Ground, snapshot.ground), rows, asked)
    return send_table(data, MIMETYPE, f"年度存档-{edition_name(snapshot)}.xlsx".replace(" ", ""))


@bp.route("/school/snapshots/<int:snapshot_id>/restate", methods=["GET", "POST"])
@office_only
def restate(snapshot_id: int) -> str | Response | tuple[str, int]:
    """What would differ now, and the button that states the year anew."""
    snapshot, form = queries.snapshot_or_404(snapshot_id, actor()), RestateForm()
    back = url_for("snapshots.show", snapshot_id=snapshot.id)
    try:
        if form.validate_on_submit():
            lock_school(actor().school)  # before the moment, as above
            restated = operations.restate(snapshot, form.reason.data or "", actor=actor(), at=clock.now())
            number = len(thaw(Comparison, restated.changes).people)
            return _done(restated, f"更正已冻结，与上一版相比有 {number} 人不同")
        due = operations.what_differs(snapshot, clock.now())
    except SupersededError as error:
        where = url_for("snapshots.show", snapshot_id=error.snapshot.id)
        raise ConflictError(
            "这一年刚刚已有人出具更正，请看新的一版。", typed=typed(form), back=where
        ) from None
    except NothingDiffersError:
        raise ConflictError("现在与冻结时没有不同，不需要更正。", typed=typed(form), back=back) from None
    except NotJudgedError as error:
        raise ConflictError(str(error), typed=typed(form), back=back) from None
    newest = queries.newest_edition(snapshot.school_id, snapshot.window)
    html = render_template(
        "snapshots/restate.html",
        snapshot=snapshot,
        form=form,
        found=due.comparison,
        gate=thaw(Ground, snapshot.ground).gate,
        newest=newest,
        basis_changed=queries.basis_changed(snapshot),
    )
    return (html, 422) if form.is_submitted() else html


def _done(snapshot: Snapshot, said: str) -> Response:
    where = url_for("snapshots.show", snapshot_id=snapshot.id)
    db.session.commit()
    flash(said, "success")
    return redirect(where)


@bp.get("/school/snapshots/<int:snapshot_id>/teachers/<int:teacher_id>")
@login_required
def row(snapshot_id: int, teacher_id: int) -> str:
    """One teacher's year: for themselves, their head and the office."""
    if not may_see(actor(), teacher_id):
        abort(404)
    snapshot = queries.snapshot_or_404(snapshot_id, actor())
    found = queries.row_or_404(snapshot.id, teacher_id)
    ground = thaw(Ground, snapshot.ground)
    return render_template(
        "snapshots/row.html",
        snapshot=snapshot,
        found=found,
        row=thaw_row(found.frozen),
        rules={(one.id, one.version): one for one in ground.rules},
        ground=ground,
        newest=queries.newest_edition(snapshot.school_id, snapshot.window),
        own=own_teacher_id(actor()) == teacher_id,
        office=actor().has(Role.HR, Role.ADMIN),
    )
