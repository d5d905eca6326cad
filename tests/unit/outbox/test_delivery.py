"""What goes over the wire, and to whom it is entrusted."""

from __future__ import annotations

import datetime as dt
import ipaddress
import smtplib
import ssl
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.outbox import delivery
from app.outbox.delivery import Letter, MailServer, NoSafePassword, compose, send
from tests.support.build import NOON
from tests.support.mail import Mailbox, _free_port

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


def letter(**given: Any) -> Letter:
    words = {
        "sender": "Portal <no-reply@example.org>",
        "recipient": "ana@example.org",
        "subject": "Your month",
        "body": "Words.",
        "message_id": "<1@example.org>",
        "written_at": NOON,
    }
    return Letter(**words | given)


@pytest.mark.parametrize(
    "text", ["x\r\nBcc: all@example.org", "x\nSubject: other", "x\r\n\r\nbody", "x\x00y"]
)
def test_no_header_can_be_slipped_in_by_a_subject_or_name(text: str) -> None:
    message = compose(letter(subject=text))

    wire = message.as_bytes().decode()
    head = wire.split("\r\n\r\n")[0]
    assert message["Bcc"] is None
    assert [line.split(":")[0] for line in head.split("\r\n")].count("Subject") == 1


@pytest.mark.parametrize(
    "address", ["a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org", "a b@c.org", "nobody", ""]
)
def test_an_impossible_address_is_refused(address: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        compose(letter(recipient=address))


def test_automatic_mail_says_that_it_is() -> None:
    message = compose(letter())

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Mon, 02 Nov 2026 18:00:00 +0000"


class Guarded:
    """A mail server with a certificate and a password; `with` starts and stops it."""

    def __init__(self, tls: ssl.SSLContext | None, *, at_once: bool = False) -> None:
        self.box = Mailbox()
        self.box._controller.loop.close()  # only what it keeps is wanted, not its own server
        self.users: list[tuple[bytes, bytes]] = []
        wrapped = {"ssl_context": tls} if at_once else {"tls_context": tls}
        self.port = _free_port()
        self._controller = Controller(
            self.box,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self._check,
            auth_require_tls=not at_once and tls is not None,
            **wrapped,
        )

    def _check(self, _server: Any, _session: Any, _envelope: Any, _way: str, login: Any) -> Any:
        self.users.append((login.login, login.password))
        return AuthResult(success=login.password == b"right", handled=False)

    def __enter__(self) -> Guarded:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
        self._controller.loop.close()  # aiosmtpd leaves it open


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for 127.0.0.1, and the file whose owner trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2060, 1, 1, tzinfo=dt.UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "server.pem", tmp_path / "server.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return context, pem


@pytest.fixture
def trusted(certificate: Any, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    context, pem = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return context


def test_tls_is_used_when_the_server_offers_it_and_the_password_goes_through_it(
    trusted: ssl.SSLContext,
) -> None:
    with Guarded(trusted) as guarded:
        send(letter(), MailServer.at(f"smtp://portal:right@127.0.0.1:{guarded.port}"))

    assert guarded.users == [(b"portal", b"right")]
    assert len(guarded.box.messages) == 1


def test_tls_from_the_first_byte(trusted: ssl.SSLContext) -> None:
    with Guarded(trusted, at_once=True) as guarded:
        send(letter(), MailServer.at(f"smtps://127.0.0.1:{guarded.port}"))

    assert len(guarded.box.messages) == 1


def test_a_wrong_password_is_an_error_and_nothing_is_sent(trusted: ssl.SSLContext) -> None:
    with Guarded(trusted) as guarded, pytest.raises(smtplib.SMTPAuthenticationError):
        send(letter(), MailServer.at(f"smtp://portal:wrong@127.0.0.1:{guarded.port}"))

    assert guarded.box.messages == []


def test_a_server_whose_certificate_nobody_signed_gets_no_mail(certificate: Any) -> None:
    context, _pem = certificate
    with Guarded(context) as guarded, pytest.raises(ssl.SSLCertVerificationError):
        send(letter(), MailServer.at(f"smtp://127.0.0.1:{guarded.port}"))

    assert guarded.box.messages == []


def test_a_password_is_not_sent_in_clear_to_another_machine(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOCAL", frozenset())

    with pytest.raises(NoSafePassword, match="no TLS"):
        send(letter(), MailServer.at(f"smtp://portal:right@127.0.0.1:{mailbox.port}"))

    assert mailbox.messages == []
