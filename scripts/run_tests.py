"""Run every test on SQLite, then every test on PostgreSQL, and hide nothing that could not run.

What could not run is repeated in a box at the end with the way to make it run. On a person's own
machine that is a warning; with CI=true it fails the run. Words after the program's name go to
pytest and choose fewer tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import postgres  # noqa: E402  # found only once the path is set

OUTCOMES = r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|warnings?|deselected)"
SUMMARY = re.compile(rf"^=* ?{OUTCOMES}.* in [\d.]+s")
SKIPPED = re.compile(r"^SKIPPED \[\d+\] (.*)")
WIDTH = 88


class Run:
    """What has happened so far."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.failures: list[str] = []
        self.not_run: list[tuple[str, str]] = []

    def pytest(self, name: str, *options: str, **environment: str) -> None:
        """Run the tests once, showing their output as it comes."""
        say(f"{name}")
        command = [sys.executable, "-m", "pytest", "-q", "-rs", "-n", workers(), *options]
        process = subprocess.Popen(
            [*command, *sys.argv[1:]],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        for line in process.stdout or ():
            print(line, end="", flush=True)
            self._note(name, line)
        if process.wait():
            self.failures.append(f"{name} failed")

    def _note(self, name: str, line: str) -> None:
        if skipped := SKIPPED.match(line):
            self.not_run.append((f"{name}: {skipped[1]}", "The reason above says what is needed."))
        if SUMMARY.match(line):
            for count, outcome in re.findall(OUTCOMES, line):
                self.counts[outcome.rstrip("s") if outcome == "errors" else outcome] += int(count)

    def coverage(self) -> None:
        """The rules (domain, policy, services, statistics) are tested in every branch."""
        say("Branch coverage of the rules: 100 % is asked")
        if subprocess.run(
            [sys.executable, "-m", "coverage", "report"], cwd=ROOT, check=False
        ).returncode:
            self.failures.append(
                "branch coverage of domain, policy, services and spc is below 100 %"
            )

    def finish(self) -> int:
        """Say what could not run, what failed, and the counts; the exit status of it all."""
        if self.not_run:
            box("NOT RUN", [line for pair in self.not_run for line in (pair[0], "   " + pair[1])])
        if self.failures:
            box("FAILED", self.failures)
        bad = bool(self.failures) or (bool(self.not_run) and is_ci())
        seconds = time.monotonic() - self.began
        order = ("failed", "error", "passed", "skipped", "xfailed")
        counts = ", ".join(f"{self.counts[o]} {o}" for o in order if self.counts[o])
        rest = f", {len(self.not_run)} could not run" if self.not_run else ""
        print(f"{counts or 'no tests ran'}{rest} in {seconds:.1f}s", flush=True)
        return int(bad or not self.counts["passed"])


def main() -> int:
    """Both databases, with the browser when there is one."""
    os.chdir(ROOT)
    Path("var/coverage").mkdir(parents=True, exist_ok=True)
    run = Run()
    options = browser(run)
    on_sqlite(run, options)
    try:
        server = postgres.server()
    except postgres.NoPostgres as problem:
        run.not_run.append(("All tests on PostgreSQL", str(problem)))
        return run.finish()
    try:
        run.pytest(
            "All tests on PostgreSQL",
            *options,
            TEST_DATABASE="postgresql",
            TEST_DATABASE_URL=server.url,
        )
    finally:
        server.stop()
    return run.finish()


def on_sqlite(run: Run, options: list[str]) -> None:
    """The rules are measured without the browser, whose driver switches stacks under the tracer."""
    if sys.argv[1:]:  # a choice of tests covers what it covers
        run.pytest("These tests on SQLite", *options, TEST_DATABASE="sqlite")
        return
    measure = ["--cov", "--cov-report=", "--cov-fail-under=0"]  # judged once, by run.coverage()
    run.pytest(
        "All tests on SQLite but those in a browser",
        *measure,
        *("-m", "not browser"),
        TEST_DATABASE="sqlite",
    )
    run.coverage()
    if not options:
        run.pytest("All tests in a browser on SQLite", "-m", "browser", TEST_DATABASE="sqlite")


def browser(run: Run) -> list[str]:
    """Find or install Chromium; without one, leave its tests out and say so."""
    found = subprocess.run(
        ["scripts/install_browser"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    path = found.stdout.strip().splitlines()
    if found.returncode == 0 and path:
        os.environ["CHROMIUM"] = path[-1]
        return []
    run.not_run.append(
        (
            "The browser tests (tests/browser), on both databases",
            "sudo apt-get install chromium-headless-shell libatomic1, or set CHROMIUM.",
        )
    )
    return ["-m", "not browser"]


def workers() -> str:
    """One test process for each core that we may use, at least two."""
    usable = getattr(os, "sched_getaffinity", None)
    cores = len(usable(0)) if usable else os.cpu_count() or 2
    return str(max(2, min(cores, 8)))


def is_ci() -> bool:
    """Whether nobody is watching, so that what could not run must fail."""
    return os.environ.get("CI", "").lower() in {"true", "1", "yes"}


def say(heading: str) -> None:
    """Print a heading between the parts of the run."""
    print(f"\n{'=' * WIDTH}\n{heading}\n{'=' * WIDTH}", flush=True)


def box(heading: str, lines: list[str]) -> None:
    """Print lines in a box that nobody overlooks."""
    print(f"\n╔═ {heading} {'═' * (WIDTH - len(heading) - 4)}")
    for line in "\n".join(lines).splitlines():
        print(f"║ {line}")
    print(f"╚{'═' * (WIDTH - 1)}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
