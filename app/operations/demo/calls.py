"""The rounds of the demonstration, and what its applicants have done in them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.accounts import queries as people
from app.accounts import services as accounts
from app.operations.demo.applicants import APPLICANTS, Applicant, accounts_of
from app.operations.demo.application_answers import complete
from app.operations.demo.people import STAFF
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
    drafting,
    faq,
    oversight,
    rounds,
    signing,
    steering,
    submitting,
    teamwork,
)

if TYPE_CHECKING:
    from app.operations.demo.world import World

LAST, NOW = "CYSHCN Cares 2, first round", "CYSHCN Cares 2, second round"
LETTER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
QUESTIONS = (
    (
        "Can two sites of one system apply?",
        "Yes. Send one application for each site, and list the other sites in A6.",
    ),
    (
        "We have no family partner yet. Can we apply?",
        "Yes. Tell us in F3 how you will find and pay one. You need one by the first session.",
    ),
    ("Does a signed letter as a photo count?", ""),
)


def write(world: World) -> None:
    """A round that is over, and one that is open, with applications in every state."""
    today = world.now.date()
    opened = working_day(today - dt.timedelta(days=20))
    closes = working_day(today + dt.timedelta(days=54))
    before = opened - dt.timedelta(days=365)
    _round(world, LAST, before, before + dt.timedelta(days=40), None)
    for of in APPLICANTS:
        _practice(world, of, world.instant(before))
    _apply_last_year(world, before)
    _round(world, NOW, opened, closes, LAST)
    _questions(world, opened)
    for number, of in enumerate(APPLICANTS):
        _apply(world, of, opened + dt.timedelta(days=1 + number))
    _beside(world, opened + dt.timedelta(days=15))


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after it when it is on a weekend.

    >>> working_day(dt.date(2026, 12, 6))
    datetime.date(2026, 12, 7)
    """
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _round(world: World, title: str, opens: dt.date, closes: dt.date, based_on: str | None) -> None:
    by = world.actor(STAFF)
    made = world.instant(opens - dt.timedelta(days=30))
    settings: dict[str, Any] = {
        "opens_at": world.instant_ahead(opens, 8),
        "closes_at": world.instant_ahead(closes, 17),
        "questions_until": world.instant_ahead(working_day(closes - dt.timedelta(days=14)), 17),
        "call_at": world.instant_ahead(working_day(opens + dt.timedelta(days=31)), 12),
        "decision_on": working_day(closes + dt.timedelta(days=42)),
        "starts_on": working_day(closes + dt.timedelta(days=90)),
        "awards": 10,
        "cap": 15_000,
    }
    with world.at(made) as at:
        source = round_with(_key(based_on)) if based_on else None
        of = rounds.create_round(title=title, based_on=source, by=by, at=at)
        rounds.change_settings(of, settings=settings, seen_version=of.version, by=by, at=at)
        rounds.publish(of, seen_version=of.version, by=by, at=at)


def _key(title: str) -> str:
    return title.lower().replace(",", "").replace(" ", "-")


def _practice(world: World, of: Applicant, at: dt.datetime) -> None:
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


def _apply_last_year(world: World, opened: dt.date) -> None:
    """The first clinic applied last year too, so that its answers can be taken over."""
    of = APPLICANTS[0]
    application_id = _begin(world, LAST, of, opened + dt.timedelta(days=3))
    _fill(world, of, application_id, 9, opened + dt.timedelta(days=4))
    _sign_and_send(world, of, application_id, opened + dt.timedelta(days=5))


def _apply(world: World, of: Applicant, day: dt.date) -> None:
    application_id = _begin(world, NOW, of, day)
    _fill(world, of, application_id, of.done, day + dt.timedelta(days=1))
    if of.story == "draft":
        return
    later = day + dt.timedelta(days=2)
    if of.story == "signed":
        _sign(world, of, application_id, later)
        return
    _sign_and_send(world, of, application_id, later)
    if of.story in {"changes", "changed"}:
        _ask_for_changes(world, application_id, day + dt.timedelta(days=4))
    if of.story == "changed":
        _change(world, of, application_id, day + dt.timedelta(days=5))
    if of.story == "withdrawn":
        with world.at(world.instant(day + dt.timedelta(days=6))) as at:
            reason = "Two of our three team members leave the clinic this spring."
            found = queries.application(application_id)
            applications.withdraw(found, reason=reason, by=_lead(world, of), at=at)


def _lead(world: World, of: Applicant) -> Actor:
    return world.actor(accounts_of(of)[0])


def _signer(world: World, of: Applicant) -> Actor:
    return next(world.actor(one) for one in accounts_of(of) if one.role is Role.APPLICATION_SIGNER)


def _begin(world: World, title: str, of: Applicant, day: dt.date) -> int:
    with world.at(world.instant(day)) as at:
        screening = {"E2": of.kind, "E1": "yes", "E1a": "yes", "E3": "yes"}
        started = applications.start_application(
            round_with(_key(title)),
            practice_with(of.key),
            screening=screening,
            by=_lead(world, of),
            at=at,
        )
        return started.id


def _fill(world: World, of: Applicant, application_id: int, count: int, day: dt.date) -> None:
    """Answer the first `count` sections, and attach the letter when its section is among them."""
    answers = complete(of.name, of.city, of.county, of.kind)
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
                by=_lead(world, of),
                at=at,
            )
            if key == "team":
                _attach(world, of, application_id, at)


def _attach(world: World, of: Applicant, application_id: int, at: dt.datetime) -> None:
    opened = queries.opened(application_id, locked=True)
    question = opened.document.question("C3")
    assert question is not None  # noqa: S101  # it is in the form that ships
    ready = attachments.store(question, LETTER, f"letter-{of.key}.pdf")
    by = _lead(world, of)
    attachments.attach(opened, opened.section("team"), question, ready, by=by, at=at)
    attachments.look_again(queries.opened(application_id), by=by, at=at)


def _sign(world: World, of: Applicant, application_id: int, day: dt.date) -> None:
    signer = _signer(world, of)
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


def _sign_and_send(world: World, of: Applicant, application_id: int, day: dt.date) -> None:
    _sign(world, of, application_id, day)
    with world.at(world.instant(day, 12)) as at:
        submitting.submit(queries.opened(application_id, locked=True), by=_lead(world, of), at=at)


def _ask_for_changes(world: World, application_id: int, day: dt.date) -> None:
    with world.at(world.instant(day)) as at:
        steering.request_changes(
            queries.opened(application_id, locked=True),
            sections=["plan"],
            reason="Your aim says how much and for whom. Name the month by which you get there.",
            due_at=world.instant_ahead(world.now.date() + dt.timedelta(days=7), 17),
            by=world.actor(STAFF),
            at=at,
        )


def _change(world: World, of: Applicant, application_id: int, day: dt.date) -> None:
    with world.at(world.instant(day)) as at:
        opened = queries.opened(application_id, locked=True)
        aim = {**opened.answers["G1"], "by-when": "By November of next year"}
        drafting.save_section(
            opened,
            opened.section("plan"),
            {"G1": aim},
            seen_version=opened.drafts["plan"].version,
            by=_lead(world, of),
            at=at,
        )
    _sign_and_send(world, of, application_id, day + dt.timedelta(days=1))


def _questions(world: World, opened: dt.date) -> None:
    for number, (question, answer) in enumerate(QUESTIONS):
        with world.at(world.instant(opened + dt.timedelta(days=2 + number))) as at:
            of = round_with(_key(NOW))
            entry = faq.ask(of, question=question, at=at)
            if answer:
                by = world.actor(STAFF)
                faq.answer(of, entry, text=answer, seen=faq.mark_of(entry), by=by, at=at)


def _beside(world: World, day: dt.date) -> None:
    """Remarks of the first clinic's team, and what staff keep beside an application."""
    by = world.actor(STAFF)
    with world.at(world.instant(day)) as at:
        opened = queries.opened(_in_round()[0], locked=True)
        lead = _lead(world, APPLICANTS[0])
        teamwork.comment(
            opened, opened.section("need"), "B4", "Do we have newer numbers?", by=lead, at=at
        )
        teamwork.assign(
            opened,
            opened.section("data"),
            person_id=lead.person_id,
            due_on=day + dt.timedelta(days=14),
            by=lead,
            at=at,
        )
        sent = queries.application(_in_round()[2])
        oversight.tag(sent, label="Delta", by=by, at=at)


def _in_round() -> list[int]:
    """The ids of the applications of the open round, in the order of the clinics."""
    of = round_with(_key(NOW))
    found = (queries.in_round(of.id, practice_with(one.key).id) for one in APPLICANTS)
    return [one.id for one in found if one is not None]
