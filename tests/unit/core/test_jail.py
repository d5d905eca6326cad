from __future__ import annotations

import resource
from pathlib import Path

import pytest

from app.core import jail

ROOM = 256 * 2**20


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """A reader that does what it is told."""
    path = tmp_path / "reader.py"
    path.write_text("import sys\nexec(sys.stdin.read())\n")
    return path


def test_a_reader_answers_from_its_cell(reader: Path) -> None:
    told = jail.ask(reader, b"print(sys.argv[1:], end='')", "--fast", memory=ROOM)

    assert told == (b"['--fast']", True)


def test_a_reader_has_bounds_that_it_can_not_lift(reader: Path) -> None:
    code = b"import resource as r\nprint(r.getrlimit(r.RLIMIT_AS), r.getrlimit(r.RLIMIT_CPU))"
    told, is_whole = jail.ask(reader, code, memory=ROOM)

    assert is_whole
    assert told.decode().split("\n")[0] == f"({ROOM}, {ROOM}) ({jail.SECONDS}, {jail.SECONDS})"
    assert jail.ask(reader, b"print('x', flush=True)\nbytearray(2**29)", memory=ROOM) == (
        b"x\n",
        False,
    )


def test_a_reader_knows_nothing_of_the_portal(reader: Path) -> None:
    assert jail.ask(reader, b"import app", memory=ROOM) == (b"", False)


def test_what_a_reader_said_until_its_time_was_over_is_kept(
    reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jail, "WAIT_SECONDS", 1)
    slow = b"import time\nprint('first', flush=True)\ntime.sleep(20)"

    assert jail.ask(reader, slow, memory=ROOM) == (b"first\n", False)


def test_a_reader_that_says_nothing_in_time_said_nothing(
    reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jail, "WAIT_SECONDS", 1)

    assert jail.ask(reader, b"import time\ntime.sleep(20)", memory=ROOM) == (b"", False)


def test_the_bounds_are_time_memory_and_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", asked.__setitem__)

    jail.bound(ROOM)

    assert asked == {
        resource.RLIMIT_CPU: (8, 8),
        resource.RLIMIT_AS: (ROOM, ROOM),
        resource.RLIMIT_CORE: (0, 0),
    }
