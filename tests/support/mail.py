"""A real SMTP server for the tests, which keeps what it is given and can be told to refuse."""

from __future__ import annotations

import email
import email.policy
import socket
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from email.message import EmailMessage


class Mailbox:
    """Listens on a free local port between `with` and its end.

    `messages` are the accepted ones in order of arrival; `envelopes` their SMTP recipients.
    `answers` maps a recipient to the reply it gets instead, e.g. "550 No such person".
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[list[str]] = []
        self.answers: dict[str, str] = {}
        self.port = _free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """The address for the setting SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """What `address` has received, oldest first."""
        return [
            message
            for message, recipients in zip(self.messages, self.envelopes, strict=True)
            if address in recipients
        ]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
        self._controller.loop.close()  # aiosmtpd leaves it open

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(message)
        self.envelopes.append(list(envelope.rcpt_tos))
        return "250 Kept"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
