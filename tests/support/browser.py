"""What the browser tests share: the browser, the served portal, the watch on faults, axe."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import make_server

from app.core.db import db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask
    from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

WIDE, NARROW = 1280, 390
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
AXE = Path(__file__).parent / "axe" / "axe.min.js"
ASKED_AT_MOST = 600
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """The path of the browser: CHROMIUM, else the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "No Chromium here. Run scripts/install_browser, or set CHROMIUM to its path."
    return found


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve `app` on threads of its own; gives the address, and stops at the end.

    It ends when the last request is answered, also one that its browser gave up: until then the
    request holds a connection to the database that the next test empties.
    """
    answering = _Answering(app)
    server = make_server("127.0.0.1", 0, answering, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        answering.wait()
        server.server_close()


class _Answering:
    """A portal that knows how many requests it is answering.

    The server's own wait would not do: it waits for the spare connections of a browser as well,
    on which nothing is ever asked.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._count = 0
        self._change = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._change:
            self._count += 1
        try:
            return [self._whole(environ, start_response)]
        finally:
            with self._change:
                self._count -= 1
                self._change.notify_all()

    def _whole(self, environ: WSGIEnvironment, start_response: StartResponse) -> bytes:
        """The whole answer, closed: the server forgets that when its browser has gone away."""
        answer = self._app(environ, start_response)
        try:
            return b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()

    def wait(self) -> None:
        """Return once nothing is being answered."""
        with self._change:
            done = self._change.wait_for(lambda: self._count == 0, timeout=60)
        assert done, "a request was not answered within 60 seconds"


def set_clock(app: Flask, instant: dt.datetime) -> None:
    """Hold the portal's clock still at an aware instant."""
    app.extensions["clock"].set(instant)


class Watch:
    """Notes what goes wrong in a window, unless the test has said that it will.

    `allow("409")` lets replies, failures and messages pass whose description matches.
    """

    def __init__(self, page: Page) -> None:
        self._seen: list[str] = []
        self._allowed: list[str] = []
        page.on("pageerror", lambda fault: self._seen.append(f"script error: {fault}"))
        page.on("console", self._message)
        page.on("requestfailed", self._failed)
        page.on("response", self._reply)

    def allow(self, pattern: str) -> None:
        """Expect what matches `pattern` (a regular expression)."""
        self._allowed.append(pattern)

    @property
    def faults(self) -> list[str]:
        """What was seen and not expected."""
        return [seen for seen in self._seen if not any(re.search(p, seen) for p in self._allowed)]

    def _message(self, message: ConsoleMessage) -> None:
        # Failed loads are noted with their address by _reply; here they are nameless.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._seen.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # Leaving a page aborts what it was still loading; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self._seen.append(f"failed: {request.method} {request.url} {request.failure}")

    def _reply(self, response: Response) -> None:
        # A page that the test itself opened may refuse: the test looks at it. Its parts may not.
        document = response.request.is_navigation_request()
        if response.status >= (500 if document else 400):
            self._seen.append(f"reply {response.status}: {response.request.method} {response.url}")


def hold_time(page: Page) -> None:
    """Stop the window's own clock: `page.clock.run_for(100)` lets time pass in it.

    What the page does after so many seconds is then the same on a slow machine.
    """
    start = dt.datetime.now(dt.UTC)
    page.clock.install(time=start)
    page.clock.pause_at(start + dt.timedelta(minutes=1))


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Ask until it is so, while the window goes on; nothing is left open in the database.

    wait_until(page, lambda: stored("Q31") == "Weekly huddles")
    """
    for _ in range(ASKED_AT_MOST):
        found = is_so()
        db.session.rollback()
        if found:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"it did not become so on {page.url}")


def press_while_it_saves(page: Page, link: Locator) -> None:
    """Press a link slowly: leaving the field saves, and the reply comes before the release."""
    link.hover()
    with page.expect_response(lambda reply: reply.request.method == "PUT"):
        page.mouse.down()
    page.wait_for_timeout(100)
    page.mouse.up()


def axe(page: Page) -> None:
    """Assert that axe finds nothing on the page as it is now."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES
    )
    faults = [_spell(violation) for violation in found["violations"]]
    assert faults == [], f"axe on {page.url}:\n" + "\n".join(faults)


def at_widths(page: Page, *widths: int) -> Iterator[int]:
    """Set the window to each width in turn (1280 and 390 unless told): `for _ in at_widths(page)`."""
    height = (page.viewport_size or {"height": 900})["height"]
    for width in widths or (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        yield width


def check_page(page: Page, *widths: int) -> None:
    """At both widths: axe finds nothing, and nothing makes the page scroll sideways."""
    page.wait_for_load_state()
    for width in at_widths(page, *widths):
        axe(page)
        needed = page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width, f"{page.url} is {needed} px wide in a window of {width} px"


def _spell(violation: dict[str, Any]) -> str:
    places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
    return f"- {violation['id']} ({violation['impact']}): {violation['help']} at {places}"
