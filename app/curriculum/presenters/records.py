"""The record of learning: on the page, on paper and for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.audit.presenters import harmless
from app.core.clock import central
from app.core.dates import short_day
from app.core.papers import as_pdf
from app.core.papers.blocks import Block, Grid, Heading, Pairs, Paper, Text, Tone
from app.core.text import clean
from app.curriculum.domain import codec, proofs
from app.curriculum.presenters import certificates, quiz_page
from app.curriculum.presenters.certificates import Shown
from app.curriculum.presenters.quiz_page import Line
from app.curriculum.queries.certificates import Proof
from app.curriculum.queries.proofs import Record, Studied

BYTE_ORDER_MARK = "\ufeff"
HEADERS = ("What", "Module or event", "Detail", "Version", "Date", "Minutes", "Result", "Number")
CREDIT_HEADERS = (
    "Name",
    "Email address",
    "Module",
    "Version",
    "Completed",
    "Minutes",
    "Accreditor",
    "Kind",
    "Amount",
    "Activity",
    "Certificate",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One version of a module in the record. `study_id` is for staff, who may give a try."""

    study_id: int
    key: str
    title: str
    version: int
    status: str
    tone: str
    began: str
    completed: str
    lessons: tuple[tuple[str, str, str], ...]
    tries: tuple[Line, ...]
    time: str
    may_get_try: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A record as it is shown."""

    totals: tuple[tuple[str, str], ...]
    certificates: tuple[Shown, ...]
    parts: tuple[Part, ...]
    events: tuple[tuple[str, str, str, str], ...]
    is_empty: bool


def page(of: Record, today: dt.date) -> Page:
    """The record with its totals."""
    return Page(
        totals=totals(of),
        certificates=tuple(certificates.shown(one, today) for one in of.certificates),
        parts=tuple(_part(one) for one in reversed(of.studied)),
        events=tuple(
            (one.title, one.kind.value.capitalize(), short_day(one.on), str(one.minutes))
            for one in of.attended
        ),
        is_empty=not of.studied and not of.attended,
    )


def totals(of: Record) -> tuple[tuple[str, str], ...]:
    """The time in all, in lessons and at events, in whole minutes, so that it adds up."""
    return (
        ("Time in all", proofs.time_words(of.minutes)),
        ("Time in lessons", proofs.time_words(of.lesson_minutes)),
        ("Time at events", proofs.time_words(of.event_minutes)),
        ("Modules completed", str(_completed(of))),
    )


def _completed(of: Record) -> int:
    """How many modules are completed, each once, with a certificate that holds."""
    done = (one for one in of.studied if one.study.completed_at is not None)
    return len({one.module.id for one in done if one.study.revoked_at is None})


def _part(one: Studied) -> Part:
    study = one.study
    status, tone = _status(one)
    return Part(
        study_id=study.id,
        key=one.module.key,
        title=one.version.title,
        version=one.version.number,
        status=status,
        tone=tone,
        began=_day(study.began_at),
        completed=_day(study.completed_at) if study.completed_at else "",
        lessons=tuple(
            (
                lesson.title(),
                _day(row.done_at) if row.done_at else "",
                "Done in an older version" if row.carried else f"{lesson.minutes} minutes",
            )
            for lesson, row in one.done
        ),
        tries=tuple(quiz_page.lines(one.tries)),
        time=proofs.time_words(one.minutes),
        may_get_try=(study.left_at is None and one.quiz is not None and one.quiz.are_used_up),
    )


OPEN, DONE, LEFT = "In progress", "Completed", "Went on in a newer version"
REVOKED = "Completed, certificate revoked"


def _status(one: Studied) -> tuple[str, str]:
    if one.study.revoked_at is not None:
        return REVOKED, "bad"
    if one.study.completed_at is not None:
        return DONE, "ok"
    return (LEFT, "grey") if one.study.left_at is not None else (OPEN, "due")


# ------------------------------------------------------------------ files


def pdf(of: Record, name: str, at: dt.datetime) -> bytes:
    """The record on paper."""
    shown = page(of, central(at).date())
    blocks: list[Block] = [
        Pairs((("Name", name), ("As of", short_day(central(at).date())), *shown.totals))
    ]
    if shown.certificates:
        rows = tuple((c.title, str(c.version), c.on, c.time) for c in shown.certificates)
        blocks += [Heading("Certificates", 1), Grid(("Module", "Version", "Date", "Time"), rows)]
        for c in shown.certificates:
            words = ". ".join(
                part for part in (f"Certificate {c.number}", c.credit, c.more) if part
            )
            blocks.append(Text(f"{c.title}: {words}", Tone.QUIET))
    blocks += [block for part in shown.parts for block in _part_blocks(part)]
    if shown.events:
        events = Grid(("Event", "Kind", "Date", "Minutes"), shown.events)
        blocks += [Heading("Events", 1), events]
    if shown.is_empty:
        blocks.append(Text("Nothing yet."))
    title = f"Record of learning: {name}"
    return as_pdf.written(Paper(title, title, tuple(blocks), author=name, made_at=at))


def _part_blocks(part: Part) -> Iterable[Block]:
    yield Heading(f"{part.title}, version {part.version}", 1)
    dates = f"completed on {part.completed}" if part.completed else part.status.lower()
    yield Text(f"Begun on {part.began}, {dates}. {part.time} of lessons.")
    if part.lessons:
        yield Grid(("Lesson", "Done on", "Time"), part.lessons)
    if part.tries:
        rows = tuple((str(t.number), t.started, t.result, t.words) for t in reversed(part.tries))
        yield Grid(("Try at the quiz", "Started", "Score", "Result"), rows)


def to_csv(of: Record) -> str:
    """The record for a spreadsheet: one line for each thing."""
    return written_csv(HEADERS, _rows(of))


def _rows(of: Record) -> Iterable[tuple[str, ...]]:
    for proof in of.certificates:
        one = proof.row
        stands = "revoked" if one.revoked_at else "issued"
        version, minutes = str(one.version_number), str(one.minutes)
        on = _iso(one.issued_at)
        yield "Certificate", one.title, "", version, on, minutes, stands, one.number
    for part in of.studied:
        title, version = part.version.title, str(part.version.number)
        done = part.study.completed_at
        status = _status(part)[0].lower()
        minutes = str(part.minutes)
        yield "Module", title, "", version, _iso(done or part.study.began_at), minutes, status, ""
        for lesson, row in part.done:
            took = "0" if row.carried else str(lesson.minutes)
            said = "done in an older version" if row.carried else "done"
            yield "Lesson", title, lesson.title(), version, _iso(row.done_at), took, said, ""
        for line in reversed(quiz_page.lines(part.tries)):
            on = _iso(next(t.row.started_at for t in part.tries if t.row.id == line.attempt_id))
            said = f"{line.words}: {line.result}"
            yield "Quiz", title, f"Try {line.number}", version, on, "", said, ""
    for event in of.attended:
        kind = event.kind.value
        yield "Event", event.title, kind, "", event.on.isoformat(), str(event.minutes), "", ""


def credit_csv(found: Sequence[Proof], emails: dict[int, str]) -> tuple[str, int]:
    """Who earned continuing education, for its accreditor, and how many they are.

    Credit that still waits for an evaluation is left out.
    """
    rows = []
    for one in found:
        credit = proofs.earned(codec.credit(one.row.credit), has_evaluated=one.study.has_evaluated)
        if credit is None:
            continue
        rows.append(
            (
                one.row.name,
                emails.get(one.row.person_id, ""),
                one.row.title,
                str(one.row.version_number),
                _iso(one.row.issued_at),
                str(one.row.minutes),
                credit.accreditor,
                credit.kind,
                credit.amount,
                credit.activity,
                one.row.number,
            )
        )
    return written_csv(CREDIT_HEADERS, rows), len(rows)


def written_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines that Excel opens in UTF-8; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    for row in (headers, *rows):
        writer.writerow([harmless(clean(cell)) for cell in row])
    return out.getvalue()


def _day(at: dt.datetime) -> str:
    return short_day(central(at).date())


def _iso(at: dt.datetime | None) -> str:
    return central(at).date().isoformat() if at else ""
