"""The hostile texts in a real browser, on a page that forbids nothing: nothing runs there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.curriculum.domain.content import Text
from app.curriculum.domain.files import File
from app.curriculum.domain.kinds import FileUse
from app.curriculum.presenters.lesson_body import shown
from tests.support.hostile_markdown import CASES
from tests.unit.curriculum.bodies import drawn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ADDRESS = "http://lesson.example/"
BAD_NAME = '"><img src=x onerror=hit()>.png'
FILES = {
    1: File(1, FileUse.IMAGE, BAD_NAME, "image/png", 9, 10, 10),
    2: File(2, FileUse.DOCUMENT, BAD_NAME, "text/html", 9),
}
# Counts everything that runs. Links to other pages are held back, so that only a link that runs
# something by itself does anything when it is clicked.
TRAP = """
<!doctype html><meta charset="utf-8"><title>Trap</title>
<script>
  window.hits = [];
  window.hit = window.alert = window.prompt = window.confirm = () => hits.push("run");
  addEventListener("securitypolicyviolation", () => hits.push("there is a policy here"));
  addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link && /^(https?|mailto|tel):$/.test(link.protocol)) event.preventDefault();
  });
</script>
"""
# Whatever waits for something to happen: it happens here.
PROVOKE = """
() => {
  const events = ["mouseover", "mouseenter", "focus", "blur", "load", "error", "toggle", "input",
    "keydown", "pointerenter", "animationstart", "begin", "start", "submit", "change"];
  for (const one of document.body.querySelectorAll("*")) {
    for (const event of events) one.dispatchEvent(new Event(event, {bubbles: true}));
    one.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
  }
}
"""
STRANGE = """
() => [...document.body.querySelectorAll("*")].flatMap(one => [
  ...(["SCRIPT", "IFRAME", "FRAME", "OBJECT", "EMBED", "STYLE", "LINK", "META", "BASE", "FORM"]
    .includes(one.nodeName.toUpperCase()) ? [one.nodeName] : []),
  ...one.getAttributeNames().filter(name => name.startsWith("on") || name === "style"),
  ...(one.nodeName === "A" && !/^(https?|mailto|tel):$/.test(one.protocol) ? [one.href] : []),
])
"""


@pytest.fixture
def trap(browser: Browser) -> Page:
    """A window without any policy, which serves one page and lets nothing else through."""
    context = browser.new_context(base_url=ADDRESS)
    page = context.new_page()
    yield page
    context.close()


def opened(page: Page, inside: str) -> list[str]:
    """Open a page with `inside`, provoke it, and tell what it asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=TRAP + inside, content_type="text/html; charset=utf-8")
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    page.goto(ADDRESS)
    page.evaluate(PROVOKE)
    page.wait_for_timeout(300)
    return asked


def test_the_trap_shuts(trap: Page) -> None:
    """Without our care the same page would run what stands in a text."""
    opened(
        trap,
        '<img src="x" onerror="hit()"><a href="javascript:hit()">x</a><p onmouseover="hit()">y</p>'
        "<script>hit()</script>",
    )
    assert len(trap.evaluate("hits")) >= 4
    assert "onerror" in trap.evaluate(STRANGE)


@pytest.mark.parametrize("part", range(4))
def test_nothing_in_the_hostile_texts_runs(trap: Page, part: int) -> None:
    names = list(CASES)[part::4]
    bodies = [
        shown(Text("t", (), CASES[name]), files=FILES, may_tick=part % 2 == 1) for name in names
    ]
    sections = [f'<section data-n="{n}">{drawn(body)}</section>' for n, body in enumerate(bodies)]
    asked = opened(trap, "\n".join(sections))
    assert trap.evaluate("hits") == []
    assert trap.evaluate(STRANGE) == []
    assert trap.evaluate("document.querySelectorAll('section').length") == len(names)
    assert trap.evaluate("document.querySelectorAll('section section').length") == 0
    assert trap.url == ADDRESS
    assert all(url.startswith(f"{ADDRESS}curriculum-files/1/") for url in asked), asked
