"""What a decision does to the verdicts of a school: shown while it is proposed, kept as it is confirmed."""

from flask import abort, current_app, render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.schools.decision_queries import decision_or_404
from app.schools.decision_views import as_shown, settled
from app.schools.models import CHANGES_VERDICTS, DecisionStatus
from app.schools.wording import KIND, since_words, value_words
from app.standing.impact import as_listed, impact_of_decision
from app.standing.operations import confirm_decision as confirm
from app.standing.told import PapersOf

office_only = roles_required(Role.HR, Role.ADMIN)


@office_only
def decision_impact(decision_id: int) -> str:
    """The part alone for the script that asks for it, a page for who follows the link."""
    decision = decision_or_404(decision_id, actor())
    if decision.status is not DecisionStatus.PROPOSED or decision.kind not in CHANGES_VERDICTS:
        abort(404)
    impact = as_listed(impact_of_decision(decision, clock.today()))
    if "part" in request.args:
        return render_template("standing/_impact.html", impact=impact)
    return render_template(
        "standing/decision_impact.html",
        impact=impact,
        decision=decision,
        kind=KIND[decision.kind],
        value=value_words(decision),
        since=since_words(decision),
    )


def papers_in_force() -> PapersOf:
    """What the application knows of recommendations, which build on this feature."""
    found: PapersOf = current_app.extensions["papers_in_force"]
    return found


@office_only
def confirm_decision(decision_id: int) -> Response:
    """Let it count, keep whom it changes, and tell them; the other steps are the decision's own."""
    decision = as_shown(decision_id)
    return settled(
        decision,
        lambda: confirm(decision, actor=actor(), at=clock.now(), papers=papers_in_force()),
        "已确认，按生效日执行；此前的决定留在历史里",
    )
