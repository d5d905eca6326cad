"""Ask clamd about a file, over its own protocol: INSTREAM, pieces with their length, an answer.

Without the setting `CLAMD_URL` nothing is asked. With it, a file that cannot be checked is
refused: a scanner that is away must not let harm in.
"""

from __future__ import annotations

import logging
import socket
import struct
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.core.errors import Refused
from app.core.settings import setting

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 60
PIECE = 64 * 1024
LONGEST_ANSWER = 4096

HARMFUL = (
    "The virus scanner found harm in this file, so we did not keep it. Let somebody check your"
    " computer, then choose another file."
)
UNCHECKED = "This file cannot be checked now. Try again in a few minutes."


def check(content: bytes) -> None:
    """Raise `Refused` for a file with a virus, and for one of which that cannot be found out."""
    address: str = setting("CLAMD_URL")
    if not address:
        return
    try:
        answer = _ask(address, content)
    except OSError as problem:
        log.exception("the virus scanner cannot be reached")
        raise Refused(UNCHECKED) from problem
    if answer == "stream: OK":
        return
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        log.warning("the virus scanner refused a file: %s", answer)
        raise Refused(HARMFUL)
    log.error("the virus scanner could not check a file: %r", answer)
    raise Refused(UNCHECKED)


def _ask(address: str, content: bytes) -> str:
    with _connected(address) as line:
        line.settimeout(SECONDS_TO_ANSWER)
        line.sendall(b"zINSTREAM\0")
        for piece in _pieces(content):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        return _answer(line)


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port), SECONDS_TO_CONNECT)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(SECONDS_TO_CONNECT)
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _pieces(content: bytes) -> Iterator[bytes]:
    """The content in pieces, and the empty one that ends it."""
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
    yield b""


def _answer(line: socket.socket) -> str:
    """What clamd says, up to the zero that ends it."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()
