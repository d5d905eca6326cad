from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.support.browser import Watch, chromium, serve
from tests.support.page import open_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, Page


PATIENCE = 60_000
"""Milliseconds for what a busy machine does late; what does not come at all fails all the same."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, once per test process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",  # Chromium refuses its sandbox to root, as which CI often runs
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The portal, served on a free local port for one test; gives its address."""
    with serve(app) as address:
        yield address


@pytest.fixture
def new_page(app: Flask, browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open more browsers with cookies of their own: new_page(sign_in=person, width=390).

    Each fails the test when a script fails, the policy refuses something, or a file is missing.
    """
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def build(*, sign_in: object | None = None, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            locale="en-US",
            reduced_motion="reduce",
            **{"timezone_id": "America/Chicago"} | options,  # type: ignore[arg-type]  # Playwright's own names, checked by Playwright
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if sign_in is not None:
            enter(app, context, site, sign_in)
        page = context.new_page()
        watches.append(Watch(page))
        page.watch = watches[-1]  # type: ignore[attr-defined]  # so that a test can allow a fault
        return page

    yield build
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert faults == [], "\n".join(faults)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A fresh browser window of a visitor."""
    return new_page()


def enter(app: Flask, context: BrowserContext, site: str, person: object) -> None:
    """Give a browser the session of a signed-in person."""
    name, value = open_session(app, getattr(person, "id", person))  # type: ignore[arg-type]  # a row or its id
    context.add_cookies([{"name": name, "value": value, "url": site, "httpOnly": True}])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test below this folder is a browser test, whether or not it says so."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker("browser")
