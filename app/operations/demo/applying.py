"""How a clinic of the demonstration applies: the deeds that every round has."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.accounts import queries as people
from app.accounts import services as accounts
from app.operations.demo.applicants import Applicant, accounts_of
from app.operations.demo.application_answers import complete
from app.operations.demo.contender_answers import OWN_WORDS
from app.operations.demo.people import SECOND_STAFF, STAFF
from app.policy import SYSTEM, Actor, Grant, Role
from app.practices.domain.kinds import PracticeKind
from app.practices.queries import practice as practice_with
from app.practices.services import add_practice
from app.rfa.domain.answers import from_plain
from app.rfa.domain.snapshots import fingerprint
from app.rfa.queries import applications as queries
from app.rfa.queries.rounds import round_with
from app.rfa.services import (
    applications,
    attachments,
    checking,
    drafting,
    rounds,
    signing,
    steering,
    submitting,
)

if TYPE_CHECKING:
    from app.operations.demo.world import World

LETTER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after it when it is on a weekend.

    >>> working_day(dt.date(2026, 12, 6))
    datetime.date(2026, 12, 7)
    """
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def key_of(title: str) -> str:
    """The key that a round gets from its title.

    >>> key_of("CYSHCN Cares 2, pilot round")
    'cyshcn-cares-2-pilot-round'
    """
    return title.lower().replace(",", "").replace(" ", "-")


def open_round(
    world: World,
    title: str,
    opens: dt.date,
    closes: dt.date,
    *,
    based_on: str | None = None,
    awards: int = 10,
    reviewers_each: int = 3,
) -> None:
    """Make a round a month before it opens, and publish it."""
    by = world.actor(STAFF)
    made = world.instant(opens - dt.timedelta(days=30))
    settings: dict[str, Any] = {
        "opens_at": world.instant_ahead(opens, 8),
        "closes_at": world.instant_ahead(closes, 17),
        "questions_until": world.instant_ahead(working_day(closes - dt.timedelta(days=14)), 17),
        "call_at": world.instant_ahead(working_day(opens + dt.timedelta(days=31)), 12),
        "decision_on": working_day(closes + dt.timedelta(days=42)),
        "starts_on": working_day(closes + dt.timedelta(days=90)),
        "awards": awards,
        "cap": 15_000,
        "reviewers_each": reviewers_each,
    }
    with world.at(made) as at:
        source = round_with(key_of(based_on)) if based_on else None
        of = rounds.create_round(title=title, based_on=source, by=by, at=at)
        rounds.change_settings(of, settings=settings, seen_version=of.version, by=by, at=at)
        rounds.publish(of, seen_version=of.version, by=by, at=at)


def add_clinic(world: World, of: Applicant, at: dt.datetime) -> None:
    """The clinic with the people who work on its application."""
    with world.at(at):
        practice = add_practice(
            name=of.name,
            kind=PracticeKind(of.kind),
            county=of.county,
            city=of.city,
            by=SYSTEM,
            at=at,
        )
        for account in accounts_of(of):
            person = people.person_by_email(account.email)
            assert person is not None  # noqa: S101  # made with all the others
            accounts.grant(person, account.role, practice_id=practice.id, by=SYSTEM, at=at)
            grants = frozenset({Grant(account.role, practice_id=practice.id)})
            world.actors[account.email] = Actor(person.id, person.name, grants)


def lead_of(world: World, of: Applicant) -> Actor:
    """Who leads the application of a clinic."""
    return world.actor(accounts_of(of)[0])


def signer_of(world: World, of: Applicant) -> Actor:
    """Who signs it."""
    return next(world.actor(one) for one in accounts_of(of) if one.role is Role.APPLICATION_SIGNER)


def begin(world: World, title: str, of: Applicant, day: dt.date) -> int:
    """Start an application in the round with that title; gives its id."""
    with world.at(world.instant(day)) as at:
        screening = {"E2": of.kind, "E1": "yes", "E1a": "yes", "E3": "yes"}
        started = applications.start_application(
            round_with(key_of(title)),
            practice_with(of.key),
            screening=screening,
            by=lead_of(world, of),
            at=at,
        )
        return started.id


def fill(world: World, of: Applicant, application_id: int, count: int, day: dt.date) -> None:
    """Answer the first `count` sections, and attach the letter when its section is among them."""
    answers = complete(of.name, of.city, of.county, of.kind)
    for key, own in OWN_WORDS.get(of.key, {}).items():
        answers[key] |= own
    for number, (key, given) in enumerate(list(answers.items())[:count]):
        with world.at(world.instant(day, 9, 5 * number)) as at:
            opened = queries.opened(application_id, locked=True)
            measures = opened.document.question("D3")
            if key == "data" and measures is not None:
                given["D3"] = {row.key: "untested" for row in measures.rows}
            drafting.save_section(
                opened,
                opened.section(key),
                from_plain(given),
                seen_version=opened.drafts[key].version,
                by=lead_of(world, of),
                at=at,
            )
            if key == "team":
                _attach(world, of, application_id, at)


def _attach(world: World, of: Applicant, application_id: int, at: dt.datetime) -> None:
    opened = queries.opened(application_id, locked=True)
    question = opened.document.question("C3")
    assert question is not None  # noqa: S101  # it is in the form that ships
    ready = attachments.store(question, LETTER, f"letter-{of.key}.pdf")
    by = lead_of(world, of)
    attachments.attach(opened, opened.section("team"), question, ready, by=by, at=at)
    attachments.look_again(queries.opened(application_id), by=by, at=at)


def sign(world: World, of: Applicant, application_id: int, day: dt.date) -> None:
    """The signer signs what is there."""
    signer = signer_of(world, of)
    with world.at(world.instant(day, 11)) as at:
        opened = queries.opened(application_id, locked=True)
        signing.sign(
            opened,
            name=signer.name,
            title="Executive director",
            seen=fingerprint(opened.content()),
            by=signer,
            at=at,
        )


def sign_and_send(world: World, of: Applicant, application_id: int, day: dt.date) -> None:
    """The signer signs, and the lead sends, an hour later."""
    sign(world, of, application_id, day)
    with world.at(world.instant(day, 12)) as at:
        submitting.submit(queries.opened(application_id, locked=True), by=lead_of(world, of), at=at)


def apply_in(world: World, title: str, of: Applicant, day: dt.date) -> int:
    """A whole application: begun, filled the day after, signed and sent the day after that."""
    application_id = begin(world, title, of, day)
    fill(world, of, application_id, of.done, day + dt.timedelta(days=1))
    sign_and_send(world, of, application_id, day + dt.timedelta(days=2))
    return application_id


def check(world: World, application_id: int, day: dt.date) -> None:
    """A second person of the staff checks what was sent last."""
    with world.at(world.instant(day, 14)) as at:
        checking.tick(
            queries.application(application_id),
            version=queries.count_versions(application_id),
            note="",
            by=world.actor(SECOND_STAFF),
            at=at,
        )


def ask_for_changes(world: World, application_id: int, day: dt.date) -> None:
    """Staff ask for another word in the plan, due in a week from now."""
    with world.at(world.instant(day)) as at:
        steering.request_changes(
            queries.opened(application_id, locked=True),
            sections=["plan"],
            reason="Your aim says how much and for whom. Name the month by which you get there.",
            due_at=world.instant_ahead(world.now.date() + dt.timedelta(days=7), 17),
            by=world.actor(STAFF),
            at=at,
        )


def change(world: World, of: Applicant, application_id: int, day: dt.date) -> None:
    """The clinic changes its aim, and sends the next version the day after."""
    with world.at(world.instant(day)) as at:
        opened = queries.opened(application_id, locked=True)
        aim = {**opened.answers["G1"], "by-when": "By November of next year"}
        drafting.save_section(
            opened,
            opened.section("plan"),
            {"G1": aim},
            seen_version=opened.drafts["plan"].version,
            by=lead_of(world, of),
            at=at,
        )
    sign_and_send(world, of, application_id, day + dt.timedelta(days=1))
