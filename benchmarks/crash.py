"""Two people type into one section while the server is killed: does anything go missing?

Run with `python -m benchmarks.crash [seconds]`. Two real browsers type without a pause into
the same section of the same application, first each into a question of its own, then both
into one, where each keeps the own text whenever the page asks. Meanwhile the process of the
server is killed twice with SIGKILL and started again. At the end everything that the server
had acknowledged, and everything that stood in the box while the page said "Saved", must be
in the database: in the draft, or in the history of the answer. It ends with status 1 when
something is missing.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from app.operations.demo.people import PASSWORD
from tests.support.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page, Response

EMAILS = (
    "application-lead.sparrow@demo.example",
    "application-editor.sparrow@demo.example",
)
SECTION = "/applications/2/section/need"
OWN, SAME = ("B4", "B6"), ("B4", "B4")
SECONDS, KILLS, DOWN = 60.0, 2, 2.0
PATIENCE = 90.0
LOOK = """key => ({
    state: document.querySelector('[data-testid=save-state]').textContent,
    text: document.getElementById(key).value,
    asks: document.getElementById('section-conflict').open,
})"""


class Server:
    """The portal as people start it, with the demo cohort, in a process that can be killed."""

    def __init__(self, folder: str, database: str = "") -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{port}"
        self.settings = {"DATA_FOLDER": folder, "PORT": port, "BASE_URL": self.address}
        if database:
            self.settings["DATABASE_URL"] = database
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, without waiting until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.operations.serve", "--demo"],
            env=os.environ | self.settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Return once it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):  # noqa: S310  # our own address
                    return
            except OSError:  # no answer yet: its port is taken before its demo cohort is there
                time.sleep(0.1)
        raise RuntimeError("The server did not start")

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@dataclass
class Typist:
    """One person at a browser: types into a question, and notes what was promised."""

    page: Page
    question: str
    mark: str
    promised: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    conflicts: int = 0
    words: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.page.on("response", self._note)

    def step(self, *, typing: bool) -> str:
        """Note what the page shows, answer when it asks, else type a word; gives its state."""
        seen = self.page.evaluate(LOOK, self.question)
        if seen["state"].startswith("Saved"):
            self.promised.add(seen["text"])
        if seen["asks"]:
            self.page.locator("[data-keep-mine]").click()
        elif typing:
            box = self.page.locator(f"#{self.question}")
            box.press("Control+End")
            box.press_sequentially(f" {self.mark}{next(self.words)}")
        return str(seen["state"])

    def _note(self, response: Response) -> None:
        """A save that the server acknowledged, or a conflict."""
        request = response.request
        if request.method != "PUT":
            return
        if response.status == 409:
            self.conflicts += 1
        if response.status == 200:
            self.times.append(time.monotonic())
            sent = json.loads(request.post_data or "{}")
            self.promised.update(text for name, text in sent["fields"] if name == self.question)


@dataclass(frozen=True)
class Outcome:
    """What one run has shown; `gap` is the longest time without a save, in seconds."""

    saves: int
    conflicts: int
    gap: float
    missing: tuple[str, ...]
    unsaved: tuple[str, ...]


def run(
    questions: Sequence[str],
    *,
    seconds: float = SECONDS,
    kills: int = KILLS,
    database: str = "",
    browser: Browser | None = None,
) -> Outcome:
    """Type for that long, kill the server that often, and compare with the database."""
    with tempfile.TemporaryDirectory() as folder, _opened(browser) as window:
        server = Server(folder, database)
        server.start()
        try:
            server.wait()
            typists = [
                Typist(_sign_in(window, server.address, email), question, mark)
                for email, question, mark in zip(EMAILS, questions, "ab", strict=True)
            ]
            begun = time.monotonic()
            _type(typists, server, seconds, kills)
            unsaved = _settle(typists)
            ended = time.monotonic()
            for typist in typists:
                typist.page.context.close()
        finally:
            server.kill()
        kept = _kept(server.settings, set(questions))
    promised = sorted({(t.question, text) for t in typists for text in t.promised})
    return Outcome(
        saves=sum(len(typist.times) for typist in typists),
        conflicts=sum(typist.conflicts for typist in typists),
        gap=max(_longest_gap([begun, *typist.times, ended]) for typist in typists),
        missing=tuple(text for key, text in promised if not _is_kept(text, kept[key])),
        unsaved=unsaved,
    )


def _type(typists: list[Typist], server: Server, seconds: float, kills: int) -> None:
    """Type in turns; the server dies at even distances and is away for a while each time."""
    begun = time.monotonic()
    deaths = [seconds * (number + 1) / (kills + 1) for number in range(kills)]
    births: list[float] = []
    while (passed := time.monotonic() - begun) < seconds or births:
        if deaths and passed >= deaths[0]:
            births.append(deaths.pop(0) + DOWN)
            server.kill()
        if births and passed >= births[0]:
            births.pop()
            server.start()
        for typist in typists:
            typist.step(typing=True)


def _settle(typists: list[Typist]) -> tuple[str, ...]:
    """Wait until both pages say that everything is saved; gives what the others say instead."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        states = [typist.step(typing=False) for typist in typists]
        if all(state.startswith("Saved") for state in states):
            return ()
        typists[0].page.wait_for_timeout(200)
    return tuple(state for state in states if not state.startswith("Saved"))


def _kept(settings: dict[str, str], questions: set[str]) -> dict[str, set[str]]:
    """Every text that the database holds for these questions, now and before."""
    from app import create_app
    from app.core.db import db
    from app.rfa.queries import applications, drafting
    from config import Config

    portal = create_app(Config.from_environment({"PORTAL_MODE": "demo"} | settings))
    with portal.app_context():
        now = applications.opened(2).answers
        kept = {
            question: {
                _text(answer)
                for last in drafting.history(2, question)
                for answer in (last.change.before, last.change.after)
            }
            | {_text(now.get(question, {}))}
            for question in questions
        }
        db.session.remove()
        db.engine.dispose()
    return kept


def _text(answer: Any) -> str:
    return str(answer.get("value", ""))


def _is_kept(text: str, kept: set[str]) -> bool:
    """Whether a text is there, or one that its author went on with from it."""
    return any(one.startswith(text.strip()) for one in kept)


def _longest_gap(times: list[float]) -> float:
    return max(later - earlier for earlier, later in pairwise(times))


@contextmanager
def _opened(browser: Browser | None) -> Iterator[Browser]:
    """The browser that was given, else one for this run."""
    if browser is not None:
        yield browser
        return
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu"]
        found = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield found
        found.close()


def _sign_in(browser: Browser, address: str, email: str) -> Page:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"/sign-in?next={SECTION}")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{SECTION}")
    return page


def main() -> int:
    """Both runs, with their figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    failed = 0
    for name, questions in (("a question each", OWN), ("both in one question", SAME)):
        outcome = run(questions, seconds=seconds)
        print(
            f"{name}: {seconds:g} s of typing, {KILLS} kills: "
            f"{outcome.saves} saves acknowledged, {outcome.conflicts} conflicts, "
            f"longest time without a save {outcome.gap:.1f} s, "
            f"{len(outcome.missing)} acknowledged saves missing"
        )
        for text in outcome.missing:
            print(f"  missing: {text[-80:]!r}")
        for state in outcome.unsaved:
            print(f"  not saved at the end, the page says: {state!r}")
        failed += bool(outcome.missing or outcome.unsaved)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
