"""The second step: time-based codes (RFC 6238, SHA-1, 6 digits, 30 seconds) and recovery codes.

Pure arithmetic on the standard library; authenticator apps know no other parameters reliably.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
TOLERANCE = 1
RECOVERY_CODES = 10
_RECOVERY_BYTES = 10
_GROUP = 4


def new_key() -> str:
    """160 random bits in base 32, as authenticator apps read it.

    >>> len(new_key())
    32
    """
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(instant: dt.datetime) -> int:
    """The number of the 30-second step that `instant` is in.

    >>> step_at(dt.datetime(1970, 1, 1, 0, 0, 59, tzinfo=dt.UTC))
    1
    """
    return int(instant.timestamp()) // STEP_SECONDS


def code_for(key: str, step: int) -> str:
    """The six digits that an app shows during `step` (vector of RFC 6238, appendix B).

    >>> code_for(base64.b32encode(b"12345678901234567890").decode(), 59 // 30)
    '287082'
    """
    mac = hmac.new(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(
    key: str, typed: str, *, at: dt.datetime, last_step: int | None = None
) -> int | None:
    """The step whose code was typed, or None.

    One step early or late is accepted, because clocks drift; a step at or before
    `last_step` never is, because a code works once.

    >>> key, at = new_key(), dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    >>> step = step_at(at)
    >>> matching_step(key, code_for(key, step), at=at) == step
    True
    >>> matching_step(key, code_for(key, step), at=at, last_step=step) is None
    True
    """
    now = step_at(at)
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        is_new = last_step is None or step > last_step
        if hmac.compare_digest(code_for(key, step).encode(), typed.encode()) and is_new:
            return step
    return None


def setup_address(key: str, *, account: str, issuer: str) -> str:
    """The address in the QR code that adds the account to an app.

    >>> setup_address("ABC", account="ana@example.org", issuer="Cares 2")
    'otpauth://totp/Cares%202:ana%40example.org?secret=ABC&issuer=Cares%202'
    """
    label = f"{quote(issuer)}:{quote(account, safe='')}"
    return f"otpauth://totp/{label}?secret={key}&issuer={quote(issuer)}"


def spaced(text: str) -> str:
    """Text in groups of four, as people copy it by hand.

    >>> spaced("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    return " ".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 random bits, each in four groups.

    >>> len(new_recovery_codes()), len(new_recovery_codes()[0])
    (10, 19)
    """
    raw = [base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    return [spaced(code.decode().lower()).replace(" ", "-") for code in raw]


def plain_code(typed: str) -> str:
    """A code as typed, without blanks, hyphens and capitals.

    >>> plain_code(" ABCD-efgh ")
    'abcdefgh'
    """
    return "".join(typed.replace("-", "").split()).lower()


def is_app_code(plain: str) -> bool:
    """Whether a plain code can be one from an app, rather than a recovery code.

    >>> is_app_code("123456"), is_app_code("abcdefghijklmnop"), is_app_code("١٢٣٤٥٦")
    (True, False, False)
    """
    return len(plain) == DIGITS and plain.isascii() and plain.isdigit()
