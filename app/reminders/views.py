"""Pages of reminders: a person's own, and the office's outbox."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask_login import login_required

from app import clock
from app.accounts.access import actor, roles_required
from app.accounts.queries import names_of
from app.audit.queries import last_run
from app.domain.roles import Role
from app.reminders import queries, wording

bp = Blueprint("reminders", __name__)

SILENCE = timedelta(hours=26)
"""The daily run, and two hours of grace."""


@bp.get("/reminders")
@login_required
def mine() -> str:
    """What comes, and what was written to me."""
    teacher = actor().person.teacher
    today = clock.today()
    found = queries.to_come(teacher, today) if teacher else None
    return render_template(
        "reminders/mine.html",
        school=actor().school,
        teacher=teacher,
        coming=wording.by_fact(found.reminders, today) if found else [],
        besides=[wording.besides(need, today) for need in found.besides] if found else [],
        page=queries.mail_to(actor().person_id),
        wording=wording,
        clock=clock,
    )


@bp.get("/mail")
@roles_required(Role.HR, Role.ADMIN)
def outbox() -> str:
    """Every mail of the school, and whether the machine that writes them is alive."""
    school_id = actor().school_id
    group, search = request.args.get("status", ""), request.args.get("q", "").strip()
    page = queries.outbox(school_id, group=group, search=search)
    run = last_run("reminders")
    return render_template(
        "reminders/outbox.html",
        page=page,
        names=names_of(mail.person_id for mail in page.items),
        counts=queries.group_counts(school_id),
        groups=queries.GROUPS,
        group=group,
        search=search,
        run=run,
        silent=run is None or run.failed or clock.now() - run.started_at > SILENCE,
        wording=wording,
        clock=clock,
    )


@bp.get("/mail/<int:mail_id>")
@login_required
def mail(mail_id: int) -> str:
    """One mail as its reader has it, in plain text."""
    found = queries.mail_or_404(mail_id, actor())
    return render_template(
        "reminders/mail.html",
        mail=found,
        name=names_of([found.person_id]).get(found.person_id or 0, "校外收件人"),
        own=found.person_id == actor().person_id,
        wording=wording,
        clock=clock,
    )
