"""A hostile lesson on every page that shows it, in a browser that heeds no policy: nothing runs."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import expect

from app.core import storage
from app.core.db import transaction
from app.core.text import clean
from app.curriculum.domain.content import Asked, Completion, Lesson, Monday, Question, Text
from app.curriculum.domain.kinds import FileUse, Language, Need, QuestionKind
from app.curriculum.models import ModuleFile
from app.curriculum.queries import modules
from app.curriculum.services import searching
from app.policy import Role
from tests.browser.test_lesson_safety import BAD_NAME
from tests.pages.curriculum.test_papers import DOT
from tests.support import build
from tests.support.browser import set_clock
from tests.support.hostile_markdown import CASES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from app.accounts.models import Person


END = "## The end\n\nNothing happened."
BODY = clean(
    "\n\n".join([text.replace("[y]", f"[y{n}]") for n, text in enumerate(CASES.values())] + [END])
)
"""Every hostile text, one below the other, and a line that shows that none swallowed the rest."""
EVIL = '"><script>hit()</script><img src=x onerror=hit()><a href="javascript:hit()">x</a>'
HERE = "/learn/hostile/one"
EDITOR = "/staff/curriculum/hostile/2/lessons/one"
WATCH = """
  window.hits = [];
  window.hit = window.alert = window.prompt = window.confirm = () => hits.push("run");
  window.print = () => {};
  addEventListener("securitypolicyviolation", fault => hits.push(fault.violatedDirective));
"""
PROVOKE = """
() => {
  addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link && /^(https?|mailto|tel):$/.test(link.protocol)) event.preventDefault();
  });
  addEventListener("submit", event => event.preventDefault());
  const events = ["mouseover", "mouseenter", "focus", "blur", "load", "error", "toggle",
    "keydown", "pointerenter", "animationstart", "begin", "start", "change"];
  for (const one of document.querySelectorAll("main, main *")) {
    for (const event of events) one.dispatchEvent(new Event(event));
    if (one.nodeName !== "BUTTON")
      one.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
  }
}
"""
STRANGE = """
() => [...document.querySelectorAll("*")].flatMap(one => {
  const found = one.getAttributeNames().filter(name => name.startsWith("on") || name === "style");
  const own = address => new URL(address, location).origin === location.origin;
  const name = one.nodeName.toUpperCase();
  if (["IFRAME", "FRAME", "OBJECT", "EMBED", "BASE", "USE", "ANIMATE", "SET", "FOREIGNOBJECT",
    "MATH", "MARQUEE", "AUDIO", "VIDEO"].includes(name)) found.push(name);
  if (["A", "AREA"].includes(name) && one.hasAttribute("href")
    && !/^(https?|mailto|tel):$/.test(new URL(one.href, location).protocol)) found.push(one.href);
  if (name === "SCRIPT" && !(one.src && own(one.src) && one.src.includes("/static/")))
    found.push(one.outerHTML);
  if (name === "LINK" && !own(one.href)) found.push(one.href);
  if (name === "FORM" && !own(one.action)) found.push(one.action);
  if (one.hasAttribute("formaction") && !own(one.getAttribute("formaction")))
    found.push("formaction");
  if (name === "META" && one.httpEquiv && one.httpEquiv !== "Content-Security-Policy")
    found.push(one.httpEquiv);
  return found.map(what => `${what} in ${name}`);
})
"""
ADDED = """() => ["script", "style", "form", "svg a", "svg image", "meta", "link", "[formaction]",
    "input:not([name=tick])"]
  .filter(name => document.querySelector(`.lesson-body ${name}`))"""


@dataclass(frozen=True, slots=True)
class Told:
    """Who looks at the hostile lesson."""

    ben: Person
    paz: Person


@pytest.fixture
def told(app: Flask) -> Told:
    """A module whose every word is hostile: version 1 is out, version 2 is being written."""
    set_clock(app, build.NOON)
    app.config["SECOND_FACTOR_ROLES"] = ()
    module = build.module(key="hostile")
    kept = storage.keep(io.BytesIO(DOT), folder="curriculum")
    about = {"module_id": module.id, "digest": kept.sha256, "added_at": build.NOON}
    about |= {"size": kept.size, "stored_as": kept.key, "name": BAD_NAME}
    build.saved(
        ModuleFile(id=1, use=FileUse.IMAGE, media_type="image/png", width=1, height=1, **about)
    )
    build.saved(ModuleFile(id=2, use=FileUse.DOCUMENT, media_type="text/html", **about))
    words = {"title": EVIL, "title_es": EVIL, "summary": EVIL, "change_note": EVIL}
    build.published_version(module, lessons=[hostile()], **words)
    build.module_version(module, number=2, lessons=[hostile()], **words)
    with transaction():
        searching.index(modules.version(module.id, 1))
    return Told(
        build.person(name="Ben Ivey", role=Role.CARE_COORDINATOR, at=build.team().practice),
        build.person(name="Paz Nunez", role=Role.PUBLISHER),
    )


def hostile() -> Lesson:
    """A lesson that tries everything in each of its parts."""
    asked = Asked(EVIL, (EVIL, "No"), EVIL)
    return build.lesson(
        "one",
        texts={spoken: Text(EVIL, (EVIL,), BODY) for spoken in Language},
        questions=(
            Question("q1", QuestionKind.ONE, frozenset({0}), dict.fromkeys(Language, asked)),
        ),
        completion=Completion(frozenset({Need.READ, Need.ATTESTATION}), attestation=EVIL),
        monday=Monday(EVIL, EVIL, EVIL, EVIL, "rides"),
        sources=(EVIL, "https://a.example/?<script>hit()</script>", "javascript:hit()"),
        facilitator=EVIL,
    )


@dataclass(slots=True)
class Happened:
    """What a page asked for, and which dialogs it opened."""

    asked: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


HAPPENED: WeakKeyDictionary[Page, Happened] = WeakKeyDictionary()


@pytest.fixture(params=[True, False], ids=["without any policy", "with the policy"])
def enter(
    request: pytest.FixtureRequest, new_page: Callable[..., Page]
) -> Callable[[Person], Page]:
    """Open a browser that counts what runs, and whatever the policy had to hold back."""

    def opened(person: Person) -> Page:
        page = new_page(sign_in=person.id, bypass_csp=request.param, accept_downloads=True)
        page.context.add_init_script(WATCH)
        seen = HAPPENED[page] = Happened()
        page.context.on("request", lambda one: seen.asked.append(one.url))
        page.on("dialog", lambda one: (seen.dialogs.append(one.message), one.dismiss()))
        return page

    return opened


def is_harmless(page: Page) -> None:
    """Nothing active stands on the page, nothing runs when provoked, and nothing is asked for."""
    assert page.evaluate(STRANGE) == []
    assert page.evaluate(ADDED) == []
    address, origin, seen = page.url, page.evaluate("location.origin"), HAPPENED[page]
    page.evaluate(PROVOKE)
    page.wait_for_timeout(300)
    assert page.evaluate("hits") == []
    assert seen.dialogs == []
    assert page.url == address
    assert len(page.context.pages) == 1
    assert page.evaluate(STRANGE) == []
    foreign = [url for url in seen.asked if not url.startswith((f"{origin}/", "data:image/"))]
    assert foreign == []
    # A picture with an address of its own would be asked for below the lesson.
    assert [url for url in seen.asked if url.endswith(("/x", "/hit"))] == []


def test_the_count_finds_what_would_run(told: Told, enter: Callable[[Person], Page]) -> None:
    """What is put into the page past our care is seen, whether or not a policy holds it back."""
    page = enter(told.ben)
    page.watch.allow(".")  # type: ignore[attr-defined]  # the policy reports what it holds back
    page.goto(HERE)
    page.evaluate(
        """() => document.querySelector(".lesson-body").insertAdjacentHTML("beforeend",
        `<p onmouseover="hit()">x</p><a href="javascript:hit()">x</a><form action="/x"></form>`)"""
    )
    assert page.evaluate(STRANGE) == ["onmouseover in P", "javascript:hit() in A"]
    assert page.evaluate(ADDED) == ["form"]
    page.evaluate(PROVOKE)
    page.wait_for_timeout(300)
    assert len(page.evaluate("hits")) >= 2


def test_pages_of_a_learner_run_nothing(told: Told, enter: Callable[[Person], Page]) -> None:
    page = enter(told.ben)
    for path in (HERE, f"{HERE}?language=es", f"{HERE}/print"):
        page.goto(path)
        expect(page.get_by_role("heading", name="The end")).to_be_visible()
        is_harmless(page)
    for path in ("/learn/search?q=hit", "/learn", "/learn/hostile"):
        page.goto(path)
        is_harmless(page)


def test_what_comes_after_the_check_runs_nothing(
    told: Told, enter: Callable[[Person], Page]
) -> None:
    page = enter(told.ben)
    page.goto(HERE)
    page.locator("form#lesson-form .tile label, form#lesson-form label").first.click()
    page.locator("button[value=check]").click()
    expect(page.locator(".quiz .note")).to_be_visible()
    is_harmless(page)


def test_the_offline_file_runs_nothing(
    told: Told, new_page: Callable[..., Page], browser: Browser, tmp_path: Path
) -> None:
    page = new_page(sign_in=told.ben.id)
    page.goto(HERE)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download", exact=True).click()
    file = tmp_path / "lesson.html"
    waiting.value.save_as(file)

    for without_policy in (True, False):
        context = browser.new_context(bypass_csp=without_policy)
        context.add_init_script(WATCH)
        alone = context.new_page()
        asked, faults = [], []
        alone.on("request", lambda one, asked=asked: asked.append(one.url))
        alone.on("dialog", lambda one, faults=faults: (faults.append(one), one.dismiss()))
        alone.on("console", lambda one, faults=faults: faults.append(one.text))
        alone.goto(file.as_uri())
        expect(alone.get_by_role("heading", name="The end")).to_be_visible()
        assert alone.evaluate(STRANGE) == []
        assert alone.locator("script, form, link, iframe, base").count() == 0
        assert alone.locator("style, meta[http-equiv]").count() == 2
        alone.evaluate(PROVOKE)
        alone.wait_for_timeout(300)
        assert alone.evaluate("hits") == []
        assert faults == []
        assert [url for url in asked if not url.startswith("data:image/png;")] == [file.as_uri()]
        context.close()


def test_the_live_preview_of_the_editor_runs_nothing(
    told: Told, enter: Callable[[Person], Page]
) -> None:
    page = enter(told.paz)
    page.goto(EDITOR)
    preview = page.get_by_test_id("preview")
    expect(preview.get_by_role("heading", name="The end")).to_be_attached()
    is_harmless(page)

    page.goto(EDITOR)
    page.get_by_role("textbox", name="Text").fill(f"{BODY}\n\n## Typed now")
    expect(preview.get_by_role("heading", name="Typed now")).to_be_attached()
    is_harmless(page)


def test_pages_of_an_author_run_nothing(told: Told, enter: Callable[[Person], Page]) -> None:
    page = enter(told.paz)
    for path in (
        "/staff/curriculum/hostile/2/preview/one?as=learner",
        "/staff/curriculum/hostile/2",
        "/staff/curriculum/hostile/2/diff",
        f"{EDITOR}/questions",
    ):
        page.goto(path)
        is_harmless(page)
