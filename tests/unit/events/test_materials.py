"""Files and links, recording and record of an event."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from PIL import Image

from app.core import storage
from app.core.db import db, transaction
from app.core.errors import Conflict, Missing, Refused
from app.events.models import Event
from app.events.queries import events
from app.events.queries import materials as queries
from app.events.services import materials as services
from tests.unit.events.hall import START, out, staff

pytestmark = pytest.mark.usefixtures("app")
PDF = b"%PDF-1.7\nslides\n%%EOF\n"


def add(of: Event, **given: Any) -> int:
    with transaction():
        fresh = events.event(of.key, locked=True)
        return services.add(fresh, title="Slides", by=staff(), at=START, **given).id


def record(of: Event, link: str, **given: Any) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        services.keep_recording(
            fresh,
            link=link,
            **{"has_captions": True, "transcript": "Hello.", "seen_version": fresh.version} | given,
            by=staff(),
            at=START,
        )


def test_files_and_links_are_added_in_order_and_taken_away() -> None:
    of = out()
    file = services.store(PDF, "../My slides.PDF")
    first = add(of, file=file)
    second = add(of, link="https://example.org/x")
    assert [row.id for row in queries.materials(of.id)] == [first, second]
    row = queries.material(of.id, first)
    assert (row.name, row.media_type, row.size) == ("My slides.pdf", "application/pdf", len(PDF))
    assert storage.read(row.stored_as) == PDF
    with transaction():
        services.remove(events.event(of.key, locked=True), row, by=staff(), at=START)
    with pytest.raises(Missing):
        queries.material(of.id, first)
    with pytest.raises(Missing):
        queries.material(out().id, second)


def test_a_material_is_a_file_or_a_link_and_there_are_not_endlessly_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = out()
    file = services.store(PDF, "a.pdf")
    for given in ({}, {"file": file, "link": "https://example.org"}):
        with pytest.raises(Refused, match="one of the two"):
            add(of, **given)
    monkeypatch.setattr(services, "MOST", 1)
    add(of, file=file)
    with pytest.raises(Refused, match="There are 1 materials already"):
        add(of, link="https://example.org")


def test_a_small_file_that_unfolds_to_very_many_pixels_is_refused_beside_its_field() -> None:
    drawn = io.BytesIO()
    Image.new("1", (5_001, 5_000)).save(drawn, "PNG")
    with pytest.raises(Refused, match="5,001 by 5,000 pixels") as refusal:
        services.store(drawn.getvalue(), "poster.png")
    assert refusal.value.field == "file"


def test_what_is_no_file_of_ours_is_refused_beside_its_field() -> None:
    for content, name in ((b"MZ\x90\x00", "a.exe"), (b"", "a.pdf"), (b"<script>", "a.txt")):
        with pytest.raises(Refused) as refusal:
            services.store(content, name)
        assert refusal.value.field == "file"


def test_files_that_nothing_names_are_swept_after_a_day() -> None:
    kept = services.store(PDF, "kept.pdf")
    add(out(), file=kept)
    lost = services.store(PDF, "lost.pdf")
    now = dt.datetime.now(dt.UTC)
    assert services.sweep(at=now) == 0
    for one in (kept, lost):
        place = Path(current_app.config["DATA_FOLDER"], "files", one.kept.key)
        os.utime(place, (0, 0))
    assert services.sweep(at=now) == 1
    assert storage.read(kept.kept.key) == PDF


def test_a_recording_needs_captions_and_a_transcript() -> None:
    of = out()
    for given, field in (
        ({"has_captions": False}, "has_captions"),
        ({"transcript": ""}, "transcript"),
    ):
        with pytest.raises(Refused) as refusal:
            record(of, "https://video.example.org/1", **given)
        assert refusal.value.field == field
    assert events.event(of.key).recording_link == ""
    before = of.changed_at
    record(of, "https://video.example.org/1")
    fresh = events.event(of.key)
    assert fresh.recording_link == "https://video.example.org/1"
    assert fresh.changed_at == before
    record(of, "", has_captions=False, transcript="")
    db.session.expire_all()
    assert events.event(of.key).recording_link == ""


def test_two_who_write_at_once_overwrite_nothing() -> None:
    of = out()
    version = of.version
    write(of, "We met.", version)
    with pytest.raises(Conflict):
        write(of, "Other", version)
    with pytest.raises(Conflict):
        record(of, "https://video.example.org/1", seen_version=version)
    db.session.expire_all()
    assert events.event(of.key).record == "We met."


def write(of: Event, text: str, version: int) -> None:
    with transaction():
        fresh = events.event(of.key, locked=True)
        services.write_record(fresh, text=text, seen_version=version, by=staff(), at=START)
