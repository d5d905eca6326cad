"""One mail to one mail server, over SMTP, with a limit on how long that may take."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from app.core.text import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

ANSWER_SECONDS = 20
"""How long the server may be silent."""
WHOLE_SECONDS = 120
"""How long one mail may take in all; well below the lease, so none is sent twice at once."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 25, "smtps": 465}
METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


class NoSafePassword(RuntimeError):
    """The server wants a password but offers no TLS to send it through."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to be written: every field is plain text.

    `calendar` is an entry for the reader's calendar; the method that it names decides whether
    calendars take it as an invitation, a change or a cancellation.
    """

    sender: str
    recipient: str
    subject: str
    body: str
    message_id: str
    written_at: dt.datetime
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in, from a URL such as smtp://user:password@host:587."""

    host: str
    port: int
    is_tls: bool
    user: str
    password: str

    @classmethod
    def at(cls, url: str) -> MailServer:
        """
        >>> MailServer.at("smtps://me%40here:p%2Fw@mail.example.org").port
        465
        >>> MailServer.at("smtps://me%40here:p%2Fw@mail.example.org").user
        'me@here'
        """
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or PORTS[parts.scheme],
            is_tls=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


def words(body: str, *, link: str | None, base_url: str) -> str:
    """The text of a mail: its private address filled in, and below it who writes.

    >>> print(words("Open {link} today.", link="https://a.test/x", base_url="https://a.test"))
    Open https://a.test/x today.
    <BLANKLINE>
    --
    CYSHCN Cares 2 portal: https://a.test
    You get this mail because you take part. Please do not answer it.
    <BLANKLINE>
    """
    text = body if link is None else body.replace("{link}", link)
    return (
        f"{text.rstrip()}\n\n--\nCYSHCN Cares 2 portal: {base_url}\n"
        "You get this mail because you take part. Please do not answer it.\n"
    )


def compose(letter: Letter) -> EmailMessage:
    """The message as it goes over the wire; raises ValueError for an impossible address.

    Subject and names are single lines, and the address is parsed, so nothing that a
    person typed can add a header or a recipient.
    """
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(letter.sender)
    message["From"] = Address(clean_line(name), addr_spec=address)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = clean_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    if letter.calendar is not None:
        method = METHOD.search(letter.calendar)
        message.add_attachment(
            letter.calendar,
            subtype="calendar",
            params={"method": method[1]} if method else None,
            filename="event.ics",
        )
    return message


def send(letter: Letter, server: MailServer) -> None:
    """Hand `letter` to `server`; returns once the server has taken it.

    Raises OSError, smtplib.SMTPException, ValueError or `NoSafePassword`; then the
    server has not confirmed it, and it may be tried again under the same Message-ID.
    """
    message = compose(letter)
    with _connected(server) as smtp:
        smtp.send_message(message, to_addrs=[letter.recipient])


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context()
    with _dial(server, trust) as smtp:
        alarm = threading.Timer(WHOLE_SECONDS, _hang_up, [smtp])
        alarm.daemon = True
        alarm.start()
        try:
            _sign_in(smtp, server, trust)
            yield smtp
        finally:
            alarm.cancel()


@contextmanager
def _dial(server: MailServer, trust: ssl.SSLContext) -> Iterator[smtplib.SMTP]:
    smtp = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=ANSWER_SECONDS, context=trust)
        if server.is_tls
        else smtplib.SMTP(server.host, server.port, timeout=ANSWER_SECONDS)
    )
    try:
        yield smtp
        with suppress(smtplib.SMTPException, OSError):
            # The server has the mail; how it says goodbye changes nothing.
            smtp.quit()
    finally:
        smtp.close()


def _sign_in(smtp: smtplib.SMTP, server: MailServer, trust: ssl.SSLContext) -> None:
    smtp.ehlo()
    is_safe = server.is_tls or server.host in LOCAL
    if not server.is_tls and smtp.has_extn("starttls"):
        smtp.starttls(context=trust)
        smtp.ehlo()
        is_safe = True
    if server.user:
        if not is_safe:
            raise NoSafePassword("The mail server offers no TLS, so the password was not sent.")
        smtp.login(server.user, server.password)


def _hang_up(smtp: smtplib.SMTP) -> None:
    """End a conversation that takes too long; the sender then sees a lost connection."""
    if smtp.sock is not None:
        with suppress(OSError):
            # The conversation may have ended by itself in this very moment.
            smtp.sock.shutdown(socket.SHUT_RDWR)
