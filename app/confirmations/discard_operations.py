"""Throwing a record's draft away: the links by which its enterprise was asked end with it."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Account
from app.confirmations.models import Confirmation
from app.confirmations.queries import mail_key
from app.extensions import db
from app.mail.operations import take_back_mails
from app.practice.discard_operations import NotDiscardableError, check_discardable, discard
from app.practice.models import PracticeRecord


def discard_record(record: PracticeRecord, *, actor: Account, at: datetime) -> None:
    """Delete a draft with its links, unless an enterprise has answered.

    Raises:
        OthersStepError: neither its owner nor who wrote it.
        NotDiscardableError: it was handed in before, or an enterprise has answered for it.
    """
    check_discardable(record, actor, at)
    links = db.session.scalars(select(Confirmation).where(Confirmation.record_id == record.id)).all()
    if any(link.answer is not None for link in links):
        raise NotDiscardableError("企业已经答复过这条记录，不能删除；记录和答复一起留着。")
    for link in links:
        take_back_mails(mail_key(link))
        db.session.delete(link)
    db.session.flush()
    discard(record, "record", actor=actor, at=at)
