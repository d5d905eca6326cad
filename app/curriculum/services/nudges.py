"""Kind reminders about learning: one mail to each person, never often, and easy to stop."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.accounts import queries as accounts
from app.accounts.queries.contacts import Contact, open_contacts_of
from app.accounts.services.mails import full_address
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.settings import setting
from app.curriculum.domain import nudging
from app.curriculum.domain.nudging import Spared
from app.curriculum.models import Nudge, NudgeStop
from app.curriculum.queries import nudges as queries
from app.curriculum.queries import studies
from app.outbox.services import queue
from app.policy import Actor

if TYPE_CHECKING:
    from app.accounts.models import Person

NOBODY = "Choose at least one person"
SAY = "Write what the mail says"
STOP_PATH = "/learn/reminders/"


@dataclass(frozen=True, slots=True)
class Pick:
    """A person to remind of a module; `why` is the reason, as a part of a sentence."""

    person_id: int
    module_id: int
    module: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whom a reminder went to, and who was spared."""

    told: frozenset[int]
    spared: tuple[tuple[Pick, Spared], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder to one person, as they will read it."""

    name: str
    subject: str
    body: str


def remind(picks: Sequence[Pick], words: str, *, by: Actor, at: dt.datetime) -> Outcome:
    """Send one mail to each person about the modules picked, within the rules of reminding.

    Nobody gets two reminders in 7 days, whoever sends them and whatever they are about.
    """
    if not picks:
        raise Refused(NOBODY, field="pick")
    if not words.strip():
        raise Refused(SAY, field="words")
    people = sorted({one.person_id for one in picks})
    for person_id in people:
        accounts.locked_person(person_id)
    told, left_out = _sorted_out(picks, at)
    contacts = open_contacts_of(told)
    for person_id, about in told.items():
        rows = [
            Nudge(
                person_id=person_id,
                module_id=one.module_id,
                words=words,
                sent_at=at,
                sent_by_id=by.signed_in_id,
            )
            for one in about
        ]
        db.session.add_all(rows)
        db.session.flush()
        to = contacts[person_id]
        _mail(person_id, to, about, words, key=rows[0].id, by=by, at=at)
        modules = [one.module for one in about]
        audit.record(
            "reminded of learning", rows[0], by=by, at=at, name=to.name, after={"modules": modules}
        )
    return Outcome(frozenset(told), tuple(left_out))


def checked(picks: Sequence[Pick], *, at: dt.datetime) -> list[tuple[Pick, Spared | None]]:
    """Each pick with the reason why it would be spared now."""
    people = sorted({one.person_id for one in picks})
    is_open, stopped = open_contacts_of(people), queries.stopped(people)
    last, done = queries.last_ones(people), studies.completed(people)
    return [
        (
            one,
            nudging.spared(
                is_open=one.person_id in is_open,
                is_done=(one.person_id, one.module_id) in done,
                has_stopped=one.person_id in stopped,
                last=last.get(one.person_id),
                at=at,
            ),
        )
        for one in picks
    ]


def _sorted_out(
    picks: Iterable[Pick], at: dt.datetime
) -> tuple[Mapping[int, list[Pick]], list[tuple[Pick, Spared]]]:
    told: defaultdict[int, list[Pick]] = defaultdict(list)
    left_out = []
    for one, why in checked(list(dict.fromkeys(picks)), at=at):
        if why is None:
            told[one.person_id].append(one)
        else:
            left_out.append((one, why))
    return told, left_out


def _mail(
    person_id: int,
    to: Contact,
    about: Sequence[Pick],
    words: str,
    *,
    key: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    said = letter(to.name, about, words, by=by)
    queue(
        "learning reminder",
        key=f"learning reminder:{key}",
        to=to.email,
        subject=said.subject,
        body=said.body,
        at=at,
        link=stop_address(person_id),
    )


def letter(name: str, about: Sequence[Pick], words: str, *, by: Actor) -> Letter:
    """What a reminder says; "{link}" stands for the link that stops reminders."""
    listed = "\n".join(
        f"- {one.title}\n  {full_address(f'/learn/{one.module}')}\n  Why: {one.why}"
        for one in about
    )
    text = f"{words.strip()}\n\nWhat this is about:\n{listed}".replace("{link}", "(link)")
    return Letter(
        name,
        f"A friendly reminder: {about[0].title}",
        f"Hello {name},\n\n{text}\n\n{by.name}\nCYSHCN Cares 2\n\n"
        f"You get this mail because {by.name} looks after learning in CYSHCN Cares 2 and "
        "chose to write to you.\nStop all reminders about learning:\n{link}\n",
    )


def letters(
    picks: Sequence[Pick], names: Mapping[int, str], words: str, *, by: Actor, at: dt.datetime
) -> list[Letter]:
    """The mails that `remind` would send now, one to each person; nothing is sent."""
    told, _ = _sorted_out(picks, at)
    return [letter(names[key], about, words, by=by) for key, about in told.items()]


# ------------------------------------------------------------------ stopping


def stop_address(person_id: int) -> str:
    """The link in a mail that stops the reminders of its reader, without signing in."""
    return full_address(STOP_PATH + nudging.stop_token(person_id, str(setting("SECRET_KEY"))))


def person_of(token: str) -> Person:
    """Whose reminders a link stops; raises `Missing` for a link that we did not make."""
    person_id = nudging.stopped_by(token, str(setting("SECRET_KEY")))
    if person_id is None:
        raise Missing(token)
    return accounts.person(person_id)


def stop(person_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Send somebody no more reminders; asking twice changes nothing."""
    person = accounts.locked_person(person_id)
    if queries.stop_of(person_id) is None:
        row = NudgeStop(person_id=person_id, stopped_at=at)
        db.session.add(row)
        audit.record("stopped reminders of learning", row, by=by, at=at, name=person.name)


def allow(person_id: int, *, by: Actor, at: dt.datetime) -> None:
    """Let reminders come again."""
    person = accounts.locked_person(person_id)
    row = queries.stop_of(person_id)
    if row is not None:
        audit.record("allowed reminders of learning", row, by=by, at=at, name=person.name)
        db.session.delete(row)
