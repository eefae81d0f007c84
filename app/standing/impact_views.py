"""What a proposed decision would do to the verdicts of a school: a part of the decision's page, or a page."""

from flask import abort, render_template, request

from app import clock
from app.accounts.access import actor, roles_required
from app.domain.roles import Role
from app.schools.decision_queries import decision_or_404
from app.schools.models import CHANGES_VERDICTS, DecisionStatus, SchoolDecision
from app.schools.queries import school_facts
from app.schools.wording import KIND, since_words, value_words
from app.standing.impact import Impact, Variation, impact_of


@roles_required(Role.HR, Role.ADMIN)
def decision_impact(decision_id: int) -> str:
    """The part alone for the script that asks for it, a page for who follows the link."""
    decision = decision_or_404(decision_id, actor())
    if decision.status is not DecisionStatus.PROPOSED or decision.kind not in CHANGES_VERDICTS:
        abort(404)
    impact = impact_of_decision(decision)
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


def impact_of_decision(decision: SchoolDecision) -> Impact:
    """Everybody judged with and without it, on the first day from now on which it would hold."""
    as_of = max(clock.today(), decision.effective_from)
    with_it = school_facts(decision.school_id, as_of, proposed=decision)
    return impact_of(decision.school_id, as_of, Variation(school=lambda _held: with_it))
