"""A page as a browser and a validator see it: its tree, its forms, and its faults."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from werkzeug.datastructures import MultiDict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

SITE = "CYSHCN Cares 2"
VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905  # reads as in the standard
)
MAY_STAY_OPEN = frozenset({"p", "li", "dt", "dd", "option", "tr", "td", "th", "tbody", "thead"})
QUIET_INPUTS = frozenset({"hidden", "submit", "button", "reset", "image"})


@dataclass(slots=True)
class Element:
    """One element: its attributes, what is inside, and its text."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words inside, with single spaces."""
        words: list[str] = []
        self._gather(words)
        return " ".join("".join(words).split())

    @property
    def name(self) -> str:
        """The accessible name, as far as these tests need it."""
        if label := self.attrs.get("aria-label", "").strip():
            return label
        pictures = [e.attrs.get("alt", "") + e.attrs.get("aria-label", "") for e in self.walk()]
        titles = [e.text for e in self.walk("title")]
        return " ".join([self.text, *pictures, *titles]).strip()

    def walk(self, *tags: str) -> Iterator[Element]:
        """Every element inside, in order; only those named `tags` when given."""
        waiting = self.inside[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                waiting.extend(reversed(child.inside))

    def within(self, tag: str) -> Element | None:
        """The nearest element of that name around this one."""
        around = self.parent
        while around is not None and around.tag != tag:
            around = around.parent
        return around

    def _gather(self, words: list[str]) -> None:
        if self.tag in {"script", "style", "template"}:
            return
        for child in self.inside:
            if isinstance(child, str):
                words.append(child)
            else:
                words.append(" ")
                child._gather(words)
                words.append(" ")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a browser would send it when nothing is touched."""

    action: str
    method: str
    fields: MultiDict[str, str]
    element: Element


class _Reader(HTMLParser):
    """Builds the tree, and notes what a validator would not accept."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("#page")
        self.faults: list[str] = []
        self._here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {n} twice" for n, k in Counter(given).items() if k > 1]
        element = Element(tag, {name: value or "" for name, value in attrs}, self._here)
        self._here.inside.append(element)
        if tag not in VOID:
            self._here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        there: Element | None = self._here
        skipped: list[str] = []
        while there is not None and there.tag != tag:
            skipped.append(there.tag)
            there = there.parent
        if there is None or there.parent is None:
            self.faults.append(f"</{tag}> closes nothing")
            return
        self.faults += [f"<{s}> is not closed" for s in skipped if s not in MAY_STAY_OPEN]
        self._here = there.parent

    def handle_data(self, data: str) -> None:
        self._here.inside.append(data)


class Page:
    """An HTML reply: what it says, what it offers, and what is wrong with it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.location = response.location or ""
        self.path = response.request.path
        reader = _Reader()
        reader.feed(response.text)
        reader.close()
        self.root = reader.root
        self._faults = reader.faults

    # what a test asks

    @cached_property
    def text(self) -> str:
        """The words of the whole page."""
        return self.root.text

    @property
    def title(self) -> str:
        return next((e.text for e in self.root.walk("title") if not e.within("svg")), "")

    @property
    def headings(self) -> list[str]:
        """The texts of the h1: there is exactly one."""
        return [e.text for e in self.root.walk("h1")]

    @property
    def ids(self) -> list[str]:
        return [e.attrs["id"] for e in self.root.walk() if "id" in e.attrs]

    @property
    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {e.name: e.attrs["href"] for e in self.root.walk("a") if "href" in e.attrs}

    @property
    def buttons(self) -> list[str]:
        """The words of every button that is not disabled."""
        return [
            e.name or e.attrs.get("value", "")
            for e in self.root.walk("button", "input")
            if (e.tag == "button" or e.attrs.get("type") == "submit") and "disabled" not in e.attrs
        ]

    @property
    def forms(self) -> list[Form]:
        return [
            Form(
                urljoin(self.path, e.attrs.get("action", "") or self.path),
                e.attrs.get("method", "get").lower(),
                _fields(e, self.root),
                e,
            )
            for e in self.root.walk("form")
        ]

    def form(self, action: str) -> Form:
        """The form that posts to `action` (queries do not matter)."""
        path = urlsplit(action).path
        fitting = [f for f in self.forms if urlsplit(f.action).path == path]
        offered = [f.action for f in self.forms]
        assert fitting, f"{self.path} has no form for {path}; it has {offered}"
        return next((f for f in fitting if f.method == "post"), fitting[0])

    def all(self, testid: str, **attributes: str) -> list[Element]:
        """The elements marked with that data-testid; data_key="x" asks for data-key="x"."""
        wanted = {"data-testid": testid} | {
            name.replace("_", "-"): value for name, value in attributes.items()
        }
        return [
            e
            for e in self.root.walk()
            if all(e.attrs.get(name) == value for name, value in wanted.items())
        ]

    def one(self, testid: str, **attributes: str) -> Element:
        """The only element marked so."""
        found = self.all(testid, **attributes)
        assert len(found) == 1, f"{len(found)} elements {testid} {attributes} on {self.path}"
        return found[0]

    def control(self, name: str) -> Element:
        """The first input, select or textarea of that name."""
        for element in self.root.walk("input", "select", "textarea"):
            if element.attrs.get("name") == name:
                return element
        raise AssertionError(f"{self.path} has no control named {name}")

    # what every page must be

    def faults(self) -> list[str]:
        """Everything that no page of ours may do."""
        return [
            *self._faults,
            *self._outline(),
            *self._identities(),
            *self._controls(),
            *self._post_forms(),
            *self._against_the_policy(),
        ]

    def _outline(self) -> Iterator[str]:
        if len(self.headings) != 1 or not self.headings[0]:
            yield f"a page has one h1 with words, found {self.headings}"
        if not re.fullmatch(rf"\S.* \| {SITE}", self.title):
            yield f"the title must read '... | {SITE}', not {self.title!r}"
        if not next((e.attrs.get("lang") for e in self.root.walk("html")), ""):
            yield "<html> has no lang"
        if len(list(self.root.walk("main"))) != 1:
            yield "a page has one <main>"
        for picture in self.root.walk("img"):
            if "alt" not in picture.attrs:
                yield f"no alt for the image {picture.attrs.get('src')}"

    def _identities(self) -> Iterator[str]:
        ids = Counter(self.ids)
        yield from (f"the id {name!r} is used {k} times" for name, k in ids.items() if k > 1)
        for element in self.root.walk():
            for relation in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
                for name in element.attrs.get(relation, "").split():
                    if name not in ids:
                        yield f"<{element.tag} {relation}={name!r}> points to nothing"

    def _controls(self) -> Iterator[str]:
        labelled = {e.attrs["for"] for e in self.root.walk("label") if "for" in e.attrs and e.name}
        for e in self.root.walk("input", "select", "textarea"):
            if e.tag == "input" and e.attrs.get("type") in QUIET_INPUTS:
                continue
            named = e.attrs.get("aria-label", "").strip() or e.attrs.get("aria-labelledby")
            if not named and e.attrs.get("id") not in labelled and e.within("label") is None:
                yield f"no label for <{e.tag} name={e.attrs.get('name')!r}>"
        for e in self.root.walk("button", "a"):
            if (e.tag == "button" or "href" in e.attrs) and not (
                e.name or e.attrs.get("aria-labelledby")
            ):
                yield f"<{e.tag} {e.attrs}> has no words"

    def _post_forms(self) -> Iterator[str]:
        for form in self.forms:
            if form.method == "post" and not form.fields.get("csrf_token"):
                yield f"the form to {form.action} has no csrf_token"
            if form.method != "post" and "csrf_token" in form.fields:
                yield f"the form to {form.action} would put its csrf_token into the address"

    def _against_the_policy(self) -> Iterator[str]:
        for e in self.root.walk():
            for name, value in e.attrs.items():
                if name == "style" or name.startswith("on"):
                    yield f"<{e.tag}> has {name}=, which the browser refuses to follow"
                if value.strip().lower().startswith("javascript:"):
                    yield f"<{e.tag} {name}> holds a script"
            if e.tag == "style":
                yield "<style> is refused by the browser: use a style sheet"
            inline = e.tag == "script" and "src" not in e.attrs
            if inline and e.attrs.get("type") != "application/json":
                yield "an inline script is refused by the browser: use a file"


def _fields(form: Element, root: Element) -> MultiDict[str, str]:
    """What a browser would send: values shown, boxes ticked, options chosen."""
    identity = form.attrs.get("id")
    mine = [
        e
        for e in root.walk("input", "select", "textarea")
        if (e.attrs["form"] == identity if "form" in e.attrs else e.within("form") is form)
    ]
    fields: MultiDict[str, str] = MultiDict()
    for e in mine:
        if e.attrs.get("name") and "disabled" not in e.attrs:
            for value in _values(e):
                fields.add(e.attrs["name"], value)
    return fields


def _values(control: Element) -> list[str]:
    kind = control.attrs.get("type", "text")
    if control.tag == "textarea":
        text = "".join(part for part in control.inside if isinstance(part, str))
        return [text.removeprefix("\n")]
    if control.tag == "select":
        return _chosen(control)
    if kind in {"checkbox", "radio"}:
        return [control.attrs.get("value", "on")] if "checked" in control.attrs else []
    return [] if kind in {"submit", "button", "reset", "image", "file"} else [_value(control)]


def _chosen(select: Element) -> list[str]:
    options = list(select.walk("option"))
    chosen = [o.attrs.get("value", o.text) for o in options if "selected" in o.attrs]
    if chosen or "multiple" in select.attrs or not options:
        return chosen
    return [options[0].attrs.get("value", options[0].text)]


def _value(control: Element) -> str:
    return control.attrs.get("value", "")
