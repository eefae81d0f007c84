"""A real mail server on loopback that remembers what it took, and can misbehave on order."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from tests.postgres import free_port

ACCEPTED = "250 OK"


@dataclass
class Postbox:
    """The server's side: the mails taken, and what to answer."""

    received: list[EmailMessage] = field(default_factory=list)
    recipient_answers: dict[str, str] = field(default_factory=dict)
    data_answer: str = ACCEPTED
    delay: float = 0
    on_recipient: Callable[[], None] | None = None
    on_taken: Callable[[], None] | None = None
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.on_recipient:
            self.on_recipient()
        answer = self.recipient_answers.get(address, ACCEPTED)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.data_answer != ACCEPTED:
            return self.data_answer
        await asyncio.sleep(self.delay)
        self.received.append(message_from_bytes(envelope.original_content, policy=policy.SMTP))
        if self.on_taken:
            self.on_taken()
        return ACCEPTED

    @property
    def ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.received]


@contextlib.contextmanager
def running_postbox() -> Iterator[Postbox]:
    postbox = Postbox(port=free_port())
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()
