"""An outbox row as an internet message. The same row always gives the same Message-ID."""

from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from app.mail.models import Mail

SENDER_NAME = "双师档案"


def message_id(key: str, domain: str) -> str:
    """Derived from the key, so that a mail sent twice is known as one by who receives it."""
    return f"<{uuid5(NAMESPACE_URL, key)}@{domain}>"


def _address(text: str) -> Address:
    """The address; the parser also meets nonsense with an index or a header error.

    Raises:
        ValueError: it is none.
    """
    try:
        return Address(addr_spec=text)
    except (IndexError, HeaderParseError) as error:
        raise ValueError(f"邮箱地址 {text} 无效") from error


def build_message(mail: Mail, *, sender: str, public_base_url: str) -> EmailMessage:
    """A multipart mail in UTF-8.

    Raises:
        ValueError: the address or the subject cannot stand in a header.
    """
    assert mail.recipient is not None
    domain = urlsplit(public_base_url).hostname or "localhost"
    message = EmailMessage(policy=policy.SMTP)
    message["Message-ID"] = message_id(mail.key, domain)
    message["Date"] = mail.created_at
    message["From"] = Address(SENDER_NAME, addr_spec=sender)
    message["To"] = _address(mail.recipient)
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"  # out-of-office answers stay away
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    return message
