"""One of everything: the objects that routes are about, belonging to the cast's teacher."""

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from app import clock
from app.domain.evidence import ConfirmationState
from app.domain.facts import RecordStatus
from app.extensions import db
from app.files import queries as files
from app.practice.models import PatternKind
from tests.builders import (
    make_addition,
    make_certificate,
    make_decision,
    make_evidence,
    make_leave,
    make_link,
    make_mail,
    make_plan,
    make_proposal,
    make_record,
    make_request,
    make_ruling,
    make_snapshot,
    make_stand_in,
)
from tests.cast import Cast, make_cast, written_once
from tests.samples import pdf


@dataclass(frozen=True, slots=True)
class World:
    """The cast, and a value for every variable of a route."""

    cast: Cast
    values: dict[str, object]

    def path(self, rule: str) -> str:
        """The route with its variables filled in; only a draft can be edited."""
        if rule in {"/records/<int:record_id>/edit", "/records/<int:record_id>/corrected"}:
            rule = rule.replace("<int:record_id>", str(self.values["draft_id"]))
        if rule == "/plans/<int:plan_id>/edit":
            return f"/plans/{self.values['draft_plan_id']}/edit"
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(self.values[found[1]]), rule)


def make_world(app: Flask) -> World:
    """Everything in the database, committed."""
    del app
    return World(*written_once("world", _write))


def _write() -> tuple[Cast, dict[str, object]]:
    cast = make_cast()
    record = make_record(
        cast.teacher_post, cast.site, status=RecordStatus.SUBMITTED, by=cast.teacher, reviewer=cast.head
    )
    draft = make_record(cast.teacher_post, cast.site, by=cast.teacher)
    make_link(draft, by=cast.teacher, answer=ConfirmationState.CORRECTED, corrected={"half_hours": 8})
    _, token = make_link(record, by=cast.teacher)
    evidence = make_evidence(record, by=cast.teacher)
    stored_path = files.path(evidence.file)
    stored_path.parent.mkdir(parents=True, exist_ok=True)
    stored_path.write_bytes(pdf())
    proposal = make_proposal(cast.teacher_post, by=cast.hr, decided_by=cast.hr2)
    certificate = make_certificate(proposal)
    mail = make_mail(cast.teacher.person)
    stand_in = make_stand_in(cast.colleague, cast.head, clock.today() + timedelta(days=30), days=7)
    leave = make_leave(cast.teacher_post, by=cast.hr)
    request = make_request(cast.teacher.person)
    ruling = make_ruling(cast.teacher_post, by=cast.hr)
    today = clock.today()
    plan = make_plan(
        cast.teacher_post, cast.site, today - timedelta(days=10), today + timedelta(days=10),
        status=RecordStatus.APPROVED, by=cast.teacher, reviewer=cast.head, pattern=PatternKind.DAILY,
        agreement_file=evidence.file, agreement_name="协议.pdf",
    )  # fmt: skip
    decision = make_decision(cast.school, by=cast.hr2)
    snapshot = make_snapshot(cast.school, by=cast.hr)
    draft_plan = make_plan(cast.teacher_post, cast.site, by=cast.teacher)
    addition = make_addition(cast.admin)
    db.session.commit()
    return (
        cast,
        {
            "filename": "app.css",
            "kind": "profile",
            "action": "endorse",
            "department_id": cast.department.id,
            "person_id": cast.hr2.person_id,
            "account_id": cast.teacher.id,
            "record_id": record.id,
            "draft_id": draft.id,
            "evidence_id": evidence.id,
            "page": 1,
            "teacher_id": cast.teacher_post.id,
            "site_id": cast.site.id,
            "proposal_id": proposal.id,
            "certificate_id": certificate.id,
            "mail_id": mail.id,
            "stand_in_id": stand_in.id,
            "leave_id": leave.id,
            "request_id": request.id,
            "number": ruling.number,
            "token": token,
            "rest": "damaged",
            "snapshot_id": snapshot.id,
            "plan_id": plan.id,
            "decision_id": decision.id,
            "addition_id": addition.id,
            "draft_plan_id": draft_plan.id,
            "monday": today - timedelta(days=today.weekday()),
            "code": certificate.verify_code,
            "rule": "LN-2022-1M",
            "first_day": f"{clock.today().year}-01-01",
        },
    )
