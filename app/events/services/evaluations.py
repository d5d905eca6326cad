"""Evaluations: what is asked, and answers that nobody can trace to a person.

Who answered and what was said are in two tables that share nothing: no person, no time, no
number. Both have random ids. Answers that results do not show yet are written anew, in a random
order, each time that one more comes, so that neither the order of rows nor the transaction that
wrote them says which came with whom. Answering leaves no entry in the trail and sends no mail.

What is left: whoever can compare copies of the database from before and after one single answer
sees both rows appear. Results, pages and files of the portal never do.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from app.accounts.queries.contacts import open_contacts_of
from app.audit import services as audit
from app.core.db import db
from app.core.errors import Conflict, NotPossibleNow, Refused
from app.events.domain import evaluations as rules
from app.events.domain.kinds import ItemKind, Wave
from app.events.models import EvaluationAnswers, EvaluationGiven
from app.events.queries import attendance, events
from app.events.queries import evaluations as queries
from app.events.services import mails
from app.events.services.planning import CLASH
from app.outbox.queries import known_keys

if TYPE_CHECKING:
    from app.events.domain.evaluations import Item
    from app.events.models import Event
    from app.policy import Actor

LARGEST_ID = 2**31 - 1
FIELDS = {Wave.AFTER: "after", Wave.LATER: "later"}
BEGUN = "People have answered these questions, so they stay as they are."
CLOSED = "There is nothing to answer now."
NOT_THERE = "Only people who were there answer. Were you? Ask who runs the event to note it."
OTHERS = "The questions changed meanwhile. Nothing was sent yet."
TWICE = "You have answered already. Thank you."
UNFINISHED = "Answer this question too"


def choose(
    of: Event,
    *,
    keys: Mapping[Wave, Sequence[str]],
    days: int,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Choose what is asked in each wave, at most six questions, and when people are asked again.

    Once somebody has answered a wave, its questions stay, and for the second also its day.
    """
    if of.version != seen_version:
        raise Conflict(CLASH)
    wanted = {wave: _chosen(wave, keys[wave]) for wave in Wave}
    for wave in Wave:
        there = rules.items(of, wave)
        if not queries.is_begun(of.id, wave):
            continue
        if [item.key for item in wanted[wave]] != [item.key for item in there]:
            raise Refused(BEGUN, field=FIELDS[wave])
        wanted[wave] = list(there)
    if days != of.follow_up_days and queries.is_begun(of.id, Wave.LATER):
        raise Refused(BEGUN, field="days")
    of.evaluation = [item.as_dict() for item in wanted[Wave.AFTER]]
    of.follow_up = [item.as_dict() for item in wanted[Wave.LATER]]
    of.follow_up_days = days
    db.session.flush()
    after = {wave.value: list(keys[wave]) for wave in Wave} | {"days": days}
    audit.record("chose the questions about an event", of, by=by, at=at, name=of.title, after=after)


def _chosen(wave: Wave, keys: Sequence[str]) -> list[Item]:
    if len(keys) > rules.MOST_ITEMS:
        raise Refused(f"Choose {rules.MOST_ITEMS} questions at most.", field=FIELDS[wave])
    return [item for item in rules.SETS[wave] if item.key in keys]


def open_to(of: Event, *, by: Actor, at: dt.datetime) -> Wave:
    """The wave that somebody may answer now; raises `NotPossibleNow` with the reason if none."""
    wave = rules.open_wave(of, at)
    if wave is None:
        raise NotPossibleNow(CLOSED)
    if not attendance.came(of.id, by.signed_in_id):
        raise NotPossibleNow(NOT_THERE)
    if queries.has_answered(of.id, wave, by.signed_in_id):
        raise NotPossibleNow(TWICE)
    return wave


def answer(of: Event, said: Mapping[Item, Any], *, by: Actor, at: dt.datetime) -> None:
    """Take the answers of somebody who was there, to the questions that they saw, in order.

    `of` is locked, so that two people at the same moment wait for each other. Raises `Conflict`
    when staff have chosen other questions meanwhile.
    """
    wave = open_to(of, by=by, at=at)
    if tuple(said) != rules.items(of, wave):
        raise Conflict(OTHERS)
    answers = _checked(said)
    db.session.add(
        EvaluationGiven(id=_random_id(), event_id=of.id, wave=wave, person_id=by.signed_in_id)
    )
    db.session.flush()
    waiting = queries.waiting(of.id, wave)
    db.session.execute(
        delete(EvaluationAnswers)
        .where(
            EvaluationAnswers.event_id == of.id,
            EvaluationAnswers.wave == wave,
            EvaluationAnswers.is_counted.is_(False),
        )
        .execution_options(synchronize_session=False)
    )
    _write_in_random_order(of, wave, [*waiting, answers])


def _write_in_random_order(of: Event, wave: Wave, every: list[dict[str, Any]]) -> None:
    is_counted = rules.all_count(len(every), of.least_answers)
    secrets.SystemRandom().shuffle(every)
    for answers in every:
        db.session.add(
            EvaluationAnswers(
                id=_random_id(),
                event_id=of.id,
                wave=wave,
                mark=secrets.token_hex(16),
                answers=answers,
                is_counted=is_counted,
            )
        )
        db.session.flush()


def _checked(said: Mapping[Item, Any]) -> dict[str, Any]:
    """The answers by place; everything but words must be there, or one could be told by it."""
    found: dict[str, Any] = {}
    for place, (item, one) in enumerate(said.items()):
        allowed = {
            ItemKind.RATING: tuple(rules.SCALE),
            ItemKind.CHOICE: item.choices,
            ItemKind.TEXT: (one,),
        }[item.kind]
        if one not in allowed:
            raise Refused(UNFINISHED, field=item.field)
        found[str(place)] = one
    return found


def _random_id() -> int:
    return secrets.randbelow(LARGEST_ID) + 1


def ask(*, at: dt.datetime) -> None:
    """Mail the questions of a wave to everybody who was there, once each.

    Called as often as one likes; who answered already is not asked.
    """
    due = events.asking(at)
    came = attendance.attendees([of.id for of, _ in due]) if due else {}
    for of, wave in due:
        people = came.get(of.id, ())
        keys = {mails.questions_key(of, wave, person_id): person_id for person_id in people}
        known = known_keys(list(keys))
        answered = queries.givers(of.id, wave, people)
        contacts = open_contacts_of(people)
        for key, person_id in keys.items():
            if key not in known and person_id not in answered and person_id in contacts:
                mails.ask(of, wave, contacts[person_id], person_id=person_id, at=at)
