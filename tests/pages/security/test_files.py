"""Files that people send: what they really are, what they give away, how they come out again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from app.core import storage
from app.core.db import db, transaction
from app.core.errors import Refused
from app.curriculum.services import files
from app.events.services import materials
from app.policy import SYSTEM, Actor, Role
from tests.pages.security.world import Corner, corner
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.support.page import PageClient

SECRET = b"quokka 32.2988 N"
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def picture(kind: str = "JPEG") -> bytes:
    """A picture that says where it was taken, and hides a page behind its end."""
    notes = Image.Exif()
    notes[0x010E] = SECRET.decode()
    notes.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, kind, exif=notes)
    return out.getvalue() + SCRIPT


PNG = picture("PNG")
NO_PICTURES = {
    "svg": SVG,
    "svg with a head": b'<?xml version="1.0"?>\n' + SVG,
    "page": b"<!doctype html><title>x</title>" + SCRIPT,
    "gif that is a script": b"GIF89a=1;/*" + bytes(20) + b"*/alert(1)",
    "beginning of a png before a page": PNG[:8] + SCRIPT,
    "beginning of a jpg before a page": b"\xff\xd8\xff\xe0" + SCRIPT + b"\xff\xd9",
    "png cut off": PNG[:60] + b"IEND",
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(30),
    "program": b"MZ" + bytes(100),
    "pdf after a page": b"<html>" + SCRIPT + b"%PDF-1.4\n%%EOF",
}


STORES: dict[str, Callable[[bytes, str], Any]] = {
    "modules": files.store,
    "events": materials.store,
}


@pytest.mark.parametrize("where", STORES)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_gives_away_no_place_and_hides_no_page(app: Flask, where: str, kind: str) -> None:
    content = picture(kind)
    assert SECRET in content
    ready = STORES[where](content, "clinic.jpg")
    stored = storage.read(ready.kept.key)
    assert SECRET not in stored
    assert b"script" not in stored
    assert ready.kept.size == len(stored)
    assert Image.open(io.BytesIO(stored)).convert("RGB").getpixel((3, 3)) == pytest.approx(
        Image.open(io.BytesIO(content)).convert("RGB").getpixel((3, 3))
    )


@pytest.mark.parametrize("where", STORES)
@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
@pytest.mark.parametrize("what", NO_PICTURES)
def test_what_only_looks_like_a_picture_is_refused(
    app: Flask, where: str, name: str, what: str
) -> None:
    with pytest.raises(Refused) as refusal:
        STORES[where](NO_PICTURES[what], name)
    assert refusal.value.field == "file"


@pytest.fixture
def here(app: Flask) -> Corner:
    return corner(app, "alder")


def test_files_come_out_as_what_they_are_and_no_browser_runs_them(
    client: PageClient, here: Corner
) -> None:
    client.sign_in(here.member(Role.DIRECTOR))
    with transaction():
        draft = build.module_version(build.module(key="pictures"))
        image = files.add(draft, files.store(picture(), "a.jpg"), by=SYSTEM, at=build.NOON)
        event = db.session.merge(here.names["going_on"])
        shot = materials.add(
            event,
            title="Picture",
            file=materials.store(picture(), "b.jpg"),
            by=_somebody(),
            at=build.NOON,
        )
    paths = {
        f"/curriculum-files/{image.id}/a.jpg": ("image/jpeg", "inline"),
        here.address("/curriculum-files/<module_file_id>/<name>"): ("application/pdf", "attachment"),
        f"/events/{event.key}/materials/{shot.id}": ("application/octet-stream", "attachment"),
        here.address("/events/<event>/materials/<material_id>"): ("application/octet-stream", "attachment"),
        here.address("/events/<event>/event.ics"): ("text/calendar", "attachment"),
        here.address("/staff/events/<event>/attendance.csv"): ("text/csv", "attachment"),
        here.address("/staff/events/<event>/registered.csv"): ("text/csv", "attachment"),
        here.address("/learn/<module>/<lesson>/offline.html"): ("application/octet-stream", "attachment"),
        "/learn/record.csv": ("text/csv", "attachment"),
        "/learn/record.json": ("application/json", "attachment"),
        "/learn/record.pdf": ("application/pdf", "attachment"),
        here.address("/certificates/<proof>.pdf"): ("application/pdf", "attachment"),
        "/staff/learning/trained.csv": ("text/csv", "attachment"),
    }  # fmt: skip
    for path, (kind, how) in paths.items():
        reply = client.get(path)
        assert (reply.status_code, reply.mimetype) == (200, kind), path
        assert reply.headers["Content-Disposition"].startswith(how), path
        assert reply.headers["X-Content-Type-Options"] == "nosniff", path
        assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox", path
        assert "no-store" in reply.headers["Cache-Control"], path
        assert SECRET not in reply.data, path


def _somebody() -> Actor:
    person = build.person(role=Role.PROGRAM_STAFF)
    return Actor(person.id, person.name)
