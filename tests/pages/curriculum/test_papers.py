"""A lesson on paper, and as one file to take along."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from app.core import storage
from app.curriculum.domain.content import Text
from app.curriculum.domain.kinds import FileUse, Language
from app.curriculum.models import ModuleFile
from app.policy import Role
from tests.pages.curriculum.learning import bilingual, checked, out
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from tests.support.page import PageClient

NOW = build.NOON.replace(hour=19)
HERE = "/learn/basics/one"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BODY = """## Why

![A desk with a phone](file:{picture})

Use [the ride form](file:{paper}), or look at [all modules](/learn).

```run-chart
title = "Rides on time"
unit = "percent"
values = [40, 45, 50, 48, 60, 62, 70, 71]
first = "2026-01"
note = "Eight months."
```

```video
title = "A call"
url = "https://vimeo.com/1"
minutes = 3
captions = "host"
transcript = "She asks about the ramp."
```
"""


@pytest.fixture
def ben(app: Flask, client: PageClient) -> Person:
    app.extensions["clock"].set(NOW)
    person = build.person(name="Ben", role=Role.CARE_COORDINATOR, at=build.team().practice)
    client.sign_in(person)
    return person


def illustrated() -> None:
    """A lesson with a picture, a file, a chart, a video, questions and a source."""
    module = build.module(key="basics")
    kept = storage.keep(io.BytesIO(DOT), folder="curriculum")
    about = {"module_id": module.id, "digest": kept.sha256, "added_at": NOW, "size": kept.size}
    picture, paper = (
        build.saved(
            ModuleFile(use=use, name=name, media_type=kind, stored_as=kept.key, **about, **sides)
        )
        for use, name, kind, sides in (
            (FileUse.IMAGE, "desk.png", "image/png", {"width": 1, "height": 1}),
            (FileUse.DOCUMENT, "Ride form.pdf", "application/pdf", {}),
        )
    )
    body = BODY.format(picture=picture.id, paper=paper.id)
    texts = {Language.ENGLISH: Text("Rides & ramps", ("Name a ride.",), body)}
    one = checked("one", texts=texts, sources=("AAP, https://example.org/1",))
    build.published_version(module, lessons=(one,), title="Basics")


def downloaded(client: PageClient, path: str = f"{HERE}/offline.html") -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return response


def test_a_lesson_can_be_printed(client: PageClient, ben: Person) -> None:
    illustrated()
    page = client.visit(f"{HERE}/print")
    assert page.headings == ["Rides & ramps"]
    assert len(page.all("question")) == 3
    assert "Choose all that are right." in page.text
    assert "Why q1" not in page.text
    assert "Call two families" in page.text
    assert "https://example.org/1" in page.text
    assert f"{HERE}" in page.text
    assert page.links["all modules"] == "/learn"
    labels = [one.attrs.get("aria-label", "") for one in page.root.walk("span")]
    assert "QR code with the address of this lesson" in labels


def test_paper_speaks_spanish(client: PageClient, ben: Person) -> None:
    version = out("basics", bilingual("one"), title="Basics", title_es="Lo básico")
    page = client.visit(f"{HERE}/print?language=es")
    assert page.links["Lo básico"] == "/learn/basics?language=es"
    assert "Basics" not in page.text
    file = client.get(f"{HERE}/offline.html?language=es").text
    assert '<p class="cc-eyebrow">Lo básico</p>' in file
    version.title_es = ""
    build.saved(version)
    file = client.get(f"{HERE}/offline.html?language=es").text
    assert '<p class="cc-eyebrow"><span lang="en">Basics</span></p>' in file
    assert "¿Español q1?" in page.text
    assert "Elija una." in page.text
    assert "Nadie ha revisado todavía este texto en español." in page.text
    assert f"{HERE}?language=es" in page.text


def test_one_file_holds_everything(client: PageClient, ben: Person, app: Flask) -> None:
    illustrated()
    response = downloaded(client)
    assert response.headers["Content-Disposition"] == "attachment; filename=rides-ramps.html"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.mimetype == "application/octet-stream"
    html = response.text
    assert f"data:image/png;base64,{base64.b64encode(DOT).decode()}" in html
    assert "<svg" in html
    assert "She asks about the ramp." in html
    assert f'href="{app.config["BASE_URL"]}/curriculum-files/' in html
    assert f'href="{app.config["BASE_URL"]}/learn">all modules' in html
    assert "<script" not in html
    assert not re.search(r'(?:src|srcset)="(?!data:)', html)
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r'<link\b|(?:href|action)="/', html)


def test_the_file_of_a_title_without_letters_has_a_name(client: PageClient, ben: Person) -> None:
    texts = {Language.ENGLISH: Text("???", (), "## Why\n\nSo.")}
    out("basics", build.lesson("one", texts=texts))
    name = downloaded(client).headers["Content-Disposition"]
    assert name == "attachment; filename=lesson.html"


def test_the_file_is_offered_beside_the_lesson(client: PageClient, ben: Person) -> None:
    out("basics", bilingual("one"))
    links = client.visit(f"{HERE}?language=es").links
    assert f"{HERE}/offline.html?language=es" in links.values()
    assert f"{HERE}/print?language=es" in links.values()


@pytest.mark.parametrize("ending", ["print", "offline.html"])
def test_a_locked_lesson_is_not_given_out(client: PageClient, ben: Person, ending: str) -> None:
    asks = [{"gate": "module", "of": "first", "percent": None}]
    out("first", build.lesson("one"))
    out("basics", build.lesson("one"), prerequisites=asks)
    assert client.visit(f"{HERE}/{ending}", status=302).location == "/learn/basics"
    spanish = client.visit(f"{HERE}/{ending}?language=es", status=302).location
    assert spanish == "/learn/basics?language=es"
    client.visit(f"/learn/basics/none/{ending}", status=404)
    client.sign_in(build.person())
    client.visit(f"{HERE}/{ending}", status=403)
