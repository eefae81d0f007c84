"""Two frozen years beside each other, as a page and as a file."""

from collections.abc import Sequence

from flask import Response, abort, render_template, request

from app.accounts.access import actor, roles_required
from app.domain.frozen import thaw
from app.domain.roles import Role
from app.snapshots import compare as pictures
from app.snapshots import queries
from app.snapshots.compare import Comparison
from app.snapshots.frozen_ground import Ground
from app.snapshots.models import Snapshot
from app.snapshots.picture import picture_of
from app.snapshots.reasons import ground_changes, no_reasons, reasons
from app.snapshots.spreadsheet import comparison_csv
from app.snapshots.wording import edition_name
from app.web.downloads import CSV, send_table
from app.web.numbers import row_number


@roles_required(Role.HR, Role.ADMIN)
def compare() -> str:
    """Which two, and what differs between them."""
    known = queries.snapshots_of(actor().school_id)
    pair = _pair(known) if known else None
    return render_template(
        "snapshots/compare.html",
        known=known,
        pair=pair,
        found=_compared(*pair) if pair else None,
        gate=thaw(Ground, pair[1].ground).gate if pair else None,
    )


@roles_required(Role.HR, Role.ADMIN)
def compare_csv() -> Response:
    """The same as a file."""
    known = queries.snapshots_of(actor().school_id)
    if not known:
        abort(404)
    before, after = _pair(known)
    name = f"存档对比-{edition_name(before)}-{edition_name(after)}.csv".replace(" ", "")
    return send_table(comparison_csv(_compared(before, after)), CSV, name)


def _pair(known: Sequence[Snapshot]) -> tuple[Snapshot, Snapshot]:
    """Those the address names; else the newest, and the one that follows it in the list."""
    newest, other = known[0], known[min(1, len(known) - 1)]
    a, b = (request.args.get(name, type=row_number) for name in ("a", "b"))
    before = other if a is None else queries.snapshot_or_404(a, actor())
    after = newest if b is None else queries.snapshot_or_404(b, actor())
    return before, after


def _compared(before: Snapshot, after: Snapshot) -> Comparison:
    old, new = picture_of(before), picture_of(after)
    same_day = before.as_of == after.as_of
    why = reasons if same_day else no_reasons
    return pictures.compare(old, new, ground=ground_changes(old.ground, new.ground), why=why)
