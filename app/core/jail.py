"""A cell for programs that read what strangers send: they have bounded time and memory.

`ask` starts this file as a program of its own. It bounds itself, then becomes the reader, which
gets the content on standard input; the system ends it beyond its bounds. In the cell neither
this file nor the reader knows anything of the portal.
"""

from __future__ import annotations

import resource
import runpy
import subprocess
import sys
from pathlib import Path

SECONDS, WAIT_SECONDS = 8, 9


def ask(reader: Path, content: bytes, *words: str, memory: int) -> tuple[bytes, bool]:
    """What a reader answered about `content`, and whether it came to its end.

    `memory` is in bytes, `words` are arguments of the reader. Raises `OSError` when the machine
    has no room for one more program.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell, no words of the content
            [sys.executable, "-I", __file__, str(memory), str(reader), *words],
            input=content,
            capture_output=True,
            timeout=WAIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return late.stdout or b"", False
    return done.stdout, done.returncode == 0


def bound(memory: int) -> None:
    """Let this process have a few seconds and so much memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":  # pragma: no cover  # runs in a process of its own
    bound(int(sys.argv[1]))
    del sys.argv[:2]
    runpy.run_path(sys.argv[0], run_name="__main__")
