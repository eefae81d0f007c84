"""An evaluation as plain values, in the shape ``flask evaluate --format json`` prints."""

from app.domain.outcome import Evaluation, Verdict


def plain_evaluation(case: str, evaluation: Evaluation) -> dict[str, object]:
    gate = evaluation.gate
    return {
        "case": case,
        "as_of": evaluation.as_of.isoformat(),
        "verdicts": [_plain_verdict(verdict) for verdict in evaluation.verdicts],
        "conflicts": [conflict._asdict() for conflict in evaluation.conflicts],
        "gate": gate and {"rule": gate.rule, "standing": gate.standing, "passes": gate.passes},
    }


def hours(half_hours: int) -> int | float:
    """Hours as a number, whole where they are whole."""
    whole, half = divmod(half_hours, 2)
    return whole + 0.5 if half else whole


def _plain_verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "rule": verdict.rule.id,
        "window": [day.isoformat() for day in verdict.window],
        "standing": verdict.standing,
        "ruling": verdict.ruling,
        "required_hours": None if verdict.required is None else hours(verdict.required),
        "credited_hours": hours(verdict.credited),
        "shortfall_hours": None if verdict.shortfall is None else hours(verdict.shortfall),
        "pending_hours": hours(verdict.pending),
        "undecided_hours": hours(verdict.undecided),
        "drops_on": verdict.drops_on and verdict.drops_on.isoformat(),
        "simulated": verdict.simulated,
        "provisional": verdict.provisional,
        "profile": verdict.profile,
        "records": [
            {"id": credit.record_id, "credited_hours": hours(credit.half_hours)} for credit in verdict.records
        ],
        "excluded": [{"id": item.record_id, "reason": item.reason} for item in verdict.excluded],
        "citation": {
            "title": verdict.rule.title,
            "number": verdict.rule.number,
            "issued_on": verdict.rule.issued_on,
        },
    }
