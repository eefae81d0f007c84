"""Confirming what changes verdicts: whom it changes is kept with it, and told to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app import clock
from app.accounts.models import Account
from app.domain.frozen_impact import FrozenImpact, to_json
from app.extensions import db
from app.mail.operations import Letter, queue_mails
from app.schools import decision_operations, law_operations, retraction_operations
from app.schools.impact_models import ConfirmedImpact
from app.schools.law_models import LawAddition
from app.schools.models import CHANGES_VERDICTS, SchoolDecision
from app.schools.queries import confirmed_before
from app.standing import emails
from app.standing.dropped_operations import CHANGES, DROPPED, take_back
from app.standing.emails import cause_of
from app.standing.following_operations import following, tell_following
from app.standing.following_wording import REMINDED, following_words
from app.standing.impact import as_listed, first_day_of_effect, impact_of_addition, impact_of_decision
from app.standing.school_queries import recipients
from app.standing.told import PapersOf, Told
from app.standing.told_queries import coverage_of, readers_of
from app.standing.wording import effect_words, gap_effect_words, taken_back_words


def confirm_decision(
    decision: SchoolDecision, *, actor: Account, at: datetime, papers: PapersOf
) -> ConfirmedImpact | None:
    """Let a proposal count; what it changes is found as its page shows it. None where it changes no verdicts.

    Raises:
        SamePersonError, SettledError, NotIndependentError, DecisionError: see
            ``decision_operations.guard_confirmation``.
    """
    if decision.kind not in CHANGES_VERDICTS:
        decision_operations.confirm(decision, actor=actor, at=at)
        return None
    school = decision_operations.guard_confirmation(decision, actor=actor, at=at)
    today = clock.local(at).date()
    found = as_listed(impact_of_decision(decision, today))
    readers = readers_of(decision.school_id, found, today, papers)
    then = following(decision, today, papers)
    effect = _effect(found, readers) + _reminded(decision.school_id, found, today)
    if then and (then.anew or then.more):
        since, told = then.decision.effective_from, _mailed(then.readers)
        effect += following_words(since, then.anew, then.more, told)
    decision_operations.confirm_guarded(decision, school, actor=actor, at=at, effect=effect)
    kept = _keep(decision, found, readers)
    dropped = confirmed_before(decision) if decision.effective_from > today else ()
    _tell(decision, found, readers, dropped, at)
    if then:
        tell_following(then, decision, at)
    return kept


def publish_addition(
    addition: LawAddition, *, actor: Account, at: datetime, papers: PapersOf
) -> ConfirmedImpact:
    """Make an addition law; what it changes is found as its page shows it.

    Raises:
        DecidedError, NotAllowedError, SamePersonError, NotIndependentError, StrictError: see
            ``law_operations.guard_publication``.
    """
    law_operations.guard_publication(addition, actor=actor, at=at)
    today = clock.local(at).date()
    found = as_listed(impact_of_addition(addition, first_day_of_effect(addition, today)))
    readers = readers_of(addition.school_id, found, today, papers)
    law_operations.publish(addition, actor=actor, at=at)
    kept = _keep(addition, found, readers)
    _tell(addition, found, readers, [], at)
    effect = _effect(found, readers) + _reminded(addition.school_id, found, today)
    law_operations.tell_asker(addition, addition.entered_by, f"{actor.person.name}已公布", effect, at)
    return kept


def retract_addition(addition: LawAddition, *, actor: Account, at: datetime) -> int:
    """Agree that what was published is taken back; returns how many learn that it will not come.

    Raises:
        NotAllowedError, SamePersonError, NotIndependentError, DecidedError, CannotRetractError: see
            ``retraction_operations.retract``.
    """
    asker = addition.retraction_by
    retraction_operations.retract(addition, actor=actor, at=at)
    assert asker is not None  # or it could not have been retracted
    cause = cause_of(addition)
    before = take_back([addition])
    letters = [
        Letter(
            one.reader,
            f"{cause.keys}{DROPPED}{one.reader.id}",
            emails.change_dropped(cause, one, reminded=before[one.reader.id].reminded),
        )
        for one in recipients(addition.school_id)
        if one.reader.id in before
    ]
    queue_mails("change_dropped", letters, at=at)
    law_operations.tell_asker(
        addition, asker, f"{actor.person.name}已同意收回", taken_back_words(len(letters)), at
    )
    return len(letters)


def _reminded(school_id: int, found: FrozenImpact, today: date) -> str:
    """Who gets no other result may still have to do more: of coming days the reminders say so at once."""
    return REMINDED if found.as_of > today and coverage_of(school_id).live_on(today) else ""


def _effect(found: FrozenImpact, readers: Sequence[Told]) -> str:
    of_results, of_hours = _by_kind(found, readers)
    changed = effect_words(len(found.people), len(of_results), _mailed(of_results))
    stay, more = len(found.gap_only), len(found.asked_more)
    return changed + gap_effect_words(stay, more, len(of_hours), _mailed(of_hours))


def _by_kind(found: FrozenImpact, readers: Sequence[Told]) -> tuple[list[Told], list[Told]]:
    """Those whose results change, and those whose results stay and who must do more."""
    changed = {one.teacher_id for one in found.people}
    of_results = [one for one in readers if one.person.teacher_id in changed]
    return of_results, [one for one in readers if one.person.teacher_id not in changed]


def _mailed(readers: Sequence[Told]) -> int:
    """How many have an address; the others read on pages what is written to them."""
    return sum(one.recipient.reader.email is not None for one in readers)


def _keep(
    cause: SchoolDecision | LawAddition, found: FrozenImpact, readers: Sequence[Told]
) -> ConfirmedImpact:
    of_results, of_hours = _by_kind(found, readers)
    kept = ConfirmedImpact(
        school_id=cause.school_id,
        as_of=found.as_of,
        teachers=found.teachers,
        changed=len(found.people),
        told=_mailed(of_results),
        found=to_json(replace(found, gap_told=_mailed(of_hours))),
    )
    if isinstance(cause, SchoolDecision):
        kept.decision_id = cause.id
    else:
        kept.addition_id = cause.id
    db.session.add(kept)
    return kept


def _tell(
    confirmed: SchoolDecision | LawAddition,
    found: FrozenImpact,
    readers: Sequence[Told],
    dropped: Sequence[SchoolDecision],
    at: datetime,
) -> None:
    """One mail to each; who was told before of what is dropped learns it from the same mail, or another."""
    cause, today = cause_of(confirmed), clock.local(at).date()
    before = take_back(dropped) if dropped else {}
    replaced = {reader_id: one.cause for reader_id, one in before.items()}
    letters = [
        Letter(
            one.recipient.reader,
            f"{cause.keys}{CHANGES}{one.recipient.reader.id}",
            emails.result_changes(cause, one, found, today, replaced.get(one.recipient.reader.id)),
        )
        for one in readers
    ]
    queue_mails("result_changes", letters, at=at)
    rest = before.keys() - {one.recipient.reader.id for one in readers}
    changed = {one.teacher_id for one in (*found.people, *found.gap_only)}
    others = [
        Letter(
            one.reader,
            f"{cause.keys}{DROPPED}{one.reader.id}",
            emails.change_dropped(
                replaced[one.reader.id],
                one,
                cause,
                unchanged=one.teacher_id not in changed,
                reminded=before[one.reader.id].reminded,
            ),
        )
        for one in (recipients(confirmed.school_id) if rest else [])
        if one.reader.id in rest
    ]
    queue_mails("change_dropped", others, at=at)
