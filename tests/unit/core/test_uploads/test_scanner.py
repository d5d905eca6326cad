from __future__ import annotations

import socket
import socketserver
import struct
import threading
from typing import TYPE_CHECKING, Any

import pytest

from app.core.uploads import FileKind
from tests.unit.core.test_uploads.samples import GOOD, look, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks clamd's protocol; finds the test virus of EICAR."""

    def handle(self) -> None:
        file = self.request.makefile("rb")
        assert file.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", file.read(4))[0]:
            content += file.read(length)
        file.close()
        self.server.seen.append(content)  # type: ignore[attr-defined]  # the server of these tests
        says = self.server.says  # type: ignore[attr-defined]  # the server of these tests
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        for start in range(0, len(found), 7):
            self.request.sendall((found if says is None else says)[start : start + 7])


class Server(socketserver.ThreadingTCPServer):
    seen: list[bytes]
    says: bytes | None = None


class UnixServer(socketserver.ThreadingUnixStreamServer):
    seen: list[bytes]
    says: bytes | None = None


@pytest.fixture(params=["tcp", "unix"])
def clamd(
    request: pytest.FixtureRequest, settings: dict[str, Any], tmp_path: Path
) -> Iterator[Server | UnixServer]:
    """A scanner that the portal is set to ask."""
    server: Server | UnixServer
    if request.param == "tcp":
        server = Server(("127.0.0.1", 0), Clamd)
        settings["CLAMD_URL"] = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        server = UnixServer(str(tmp_path / "clamd.ctl"), Clamd)
        settings["CLAMD_URL"] = f"unix://{tmp_path / 'clamd.ctl'}"
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_clean_file_passes_the_scanner_whole(clamd: Server) -> None:
    content = GOOD[FileKind.TXT] * 10_000

    assert look(content, FileKind.TXT).size == len(content)
    assert clamd.seen == [content]


def test_a_file_with_a_virus_is_refused(clamd: Server) -> None:
    message = refusal(b"x" * 65_530 + EICAR, FileKind.TXT)

    assert message.startswith("The virus scanner found harm in this file, so we did not keep it.")


def test_a_file_that_we_do_not_take_is_not_sent_to_the_scanner(clamd: Server) -> None:
    refusal(GOOD[FileKind.PNG], FileKind.PDF)

    assert clamd.seen == []


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK but", b"\xff" * 5000]
)
def test_an_odd_answer_of_the_scanner_refuses_the_file(clamd: Server, says: bytes) -> None:
    clamd.says = says

    assert (
        refusal(GOOD[FileKind.PDF])
        == "This file cannot be checked now. Try again in a few minutes."
    )


@pytest.mark.parametrize("scheme", ["tcp", "unix"])
def test_a_scanner_that_is_away_refuses_every_file(
    settings: dict[str, Any], tmp_path: Path, scheme: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings["CLAMD_URL"] = {
        "tcp": f"tcp://127.0.0.1:{port}",
        "unix": f"unix://{tmp_path / 'nobody.ctl'}",
    }[scheme]

    assert "cannot be checked now" in refusal(GOOD[FileKind.PDF])


def test_a_scanner_that_hangs_refuses_the_file(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.uploads.scanner.SECONDS_TO_ANSWER", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings["CLAMD_URL"] = f"tcp://127.0.0.1:{silent.getsockname()[1]}"

        assert "cannot be checked now" in refusal(GOOD[FileKind.PDF])
