"""The round "RFA 2026" of the scenarios: its form, its practices, and who works on which."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.db import db, transaction
from app.policy import Actor, Role
from app.practices.models import Practice, PracticeKind
from app.rfa.domain.answers import VALUE
from app.rfa.domain.snapshots import fingerprint
from app.rfa.models import Round
from app.rfa.queries import applications as queries
from app.rfa.services import applications, attachments, drafting, signing, submitting
from tests.browser.kudzu import at
from tests.pages.accounts.people import somebody
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.accounts.models import Person

OPENS, CLOSES = at("2026-02-02", "08:00"), at("2026-03-13", "17:00")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def long(key: str, text: str, **more: Any) -> dict[str, Any]:
    """A question with a long answer."""
    return {"key": key, "kind": "long text", "text": text, "words": 100, **more}


FORM: dict[str, Any] = {
    "title": "RFA 2026",
    "sections": [
        {
            "key": "profile",
            "code": "1",
            "title": "Practice profile",
            "points": 20,
            "questions": [
                {
                    "key": "Q11",
                    "kind": "choice",
                    "text": "What is your practice type?",
                    "options": [
                        {"key": "fqhc", "label": "Federally Qualified Health Center"},
                        {"key": "rhc free-standing", "label": "Rural Health Clinic"},
                        {"key": "private", "label": "Private practice"},
                        {"key": "emergency", "label": "Hospital emergency department"},
                    ],
                    "screen": {
                        "emergency": {
                            "outcome": "not eligible",
                            "reason": "Only primary care practices can apply.",
                        }
                    },
                },
                {
                    "key": "Q12",
                    "kind": "yes/no",
                    "text": "Is your practice in Mississippi?",
                    "screen": {
                        "no": {
                            "outcome": "not eligible",
                            "reason": "Only practices in Mississippi.",
                        }
                    },
                },
                {
                    "key": "Q13",
                    "kind": "yes/no",
                    "text": "Do you see children from birth to 21?",
                    "screen": {"no": {"outcome": "talk to us", "reason": "Tell us whom you see."}},
                },
                {"key": "Q14", "kind": "person", "text": "Whom do we call?"},
            ],
        },
        {
            "key": "team",
            "code": "2",
            "title": "Team & family partner",
            "points": 30,
            "questions": [long("Q21", "Who is on your team?")],
        },
        {
            "key": "capacity",
            "code": "3",
            "title": "QI and EHR capacity",
            "points": 30,
            "questions": [
                long("Q31", "How do you improve care now?"),
                long("Q32", "Who builds reports?"),
                {"key": "Q33", "kind": "text", "text": "Which record do you use?"},
            ],
        },
        {
            "key": "plan",
            "code": "4",
            "title": "Plan & aim",
            "points": 20,
            "questions": [long("Q41", "What is your aim?")],
        },
        {
            "key": "attachments",
            "code": "5",
            "title": "Attachments",
            "questions": [
                {
                    "key": "Q51",
                    "kind": "file",
                    "text": "Letter of leadership support",
                    "files": {"kinds": ["pdf"], "megabytes": 10, "count": 1},
                }
            ],
        },
        {
            "key": "signature",
            "code": "6",
            "title": "Signature",
            "waits_for": ["profile", "team", "capacity", "plan", "attachments"],
            "questions": [
                {"key": "Q61", "kind": "signature", "text": "I may sign. All of this is true."}
            ],
        },
    ],
    "criteria": [
        {
            "key": key,
            "title": title,
            "section": section,
            "points": points,
            "anchors": {"1": "Hardly shown", "3": "Shown", "5": "Shown with figures"},
        }
        for key, title, section, points in (
            ("K1", "Need", "profile", 20),
            ("K2", "Team & leadership", "team", 30),
            ("K3", "QI/EHR capacity", "capacity", 30),
            ("K4", "Family engagement", "plan", 20),
        )
    ],
}
COMPLETE: dict[str, dict[str, dict[str, str]]] = {
    "profile": {
        "Q11": {VALUE: "fqhc"},
        "Q12": {VALUE: "yes"},
        "Q13": {VALUE: "yes"},
        "Q14": {
            "name": "Ana Whitfield",
            "title": "Manager",
            "email": "ana@delta.example",
            "phone": "662-555-0143",
        },
    },
    "team": {"Q21": {VALUE: "Five people and a parent."}},
    "capacity": {
        "Q31": {VALUE: "Monthly huddles"},
        "Q32": {VALUE: "We do."},
        "Q33": {VALUE: "Athena"},
    },
    "plan": {"Q41": {VALUE: "We want to improve plans."}},
}
PRACTICES = {
    "P1": ("Delta Pines Family Health", PracticeKind.FQHC, "Bolivar"),
    "P2": ("Tupelo Creek Pediatrics", PracticeKind.PRIVATE, "Lee"),
    "P3": ("Piney Woods Rural Clinic", PracticeKind.RHC_FREE_STANDING, "Jones"),
    "P4": ("Pearl Bend Children's Clinic", PracticeKind.FQHC, "Rankin"),
    "P5": ("Big Black River Clinic", PracticeKind.RHC_FREE_STANDING, "Attala"),
    "P6": ("Gulf Marsh Pediatrics", PracticeKind.PRIVATE, "Hancock"),
}


@dataclass(frozen=True)
class Someone:
    """A person as plain values: a row would be read again, and keep the database busy."""

    id: int
    name: str
    email: str


@dataclass(frozen=True)
class Applicant:
    """A practice with its application and the people who work on it, by first name."""

    id: int
    path: str
    people: dict[str, Someone]


def round_2026(**given: Any) -> Round:
    """The round, published: from February 2 to March 13, 2026, 5 p.m."""
    return build.rfa_round(  # type: ignore[no-any-return]  # a row
        **{
            "key": "rfa-2026",
            "title": "RFA 2026",
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "awards": 3,
            "reviewers_each": 2,
            "form": FORM,
            "published_at": at("2026-01-20"),
            "published_by_id": build.person().id,
            **given,
        }
    )


def applicant(of: Round, number: str, when: dt.datetime, **people: tuple[Role, ...]) -> Applicant:
    """A practice of the scenarios with a draft, and `Ana=(Role..., ...)` who work on it.

    The first one named leads it.
    """
    name, kind, county = PRACTICES[number]
    practice = build.practice(name=name, kind=kind, county=county, key=f"clinic-{number.lower()}")
    persons = {first: somebody(name=full(first)) for first in people}
    lead = next(iter(persons.values()))
    with transaction():
        started = applications.start_application(
            db.session.get_one(Round, of.id),
            db.session.get_one(Practice, practice.id),
            screening={},
            by=acting(lead),
            at=when,
        )
    for first, roles in people.items():
        for role in roles:
            if not (persons[first] is lead and role is Role.APPLICATION_LEAD):
                build.grant(persons[first], role, at=practice)
    people_now = {
        first: Someone(person.id, person.name, person.email) for first, person in persons.items()
    }
    return Applicant(started.id, f"/applications/{started.id}", people_now)


def full(first: str) -> str:
    """The whole name of somebody in the scenarios."""
    return {
        "Ana": "Ana Whitfield",
        "Ben": "Ben Okoro",
        "Carla": "Carla Simms",
        "Dev": "Dev Patel",
        "Erin": "Erin Vaughn",
        "Gwen": "Gwen Tate",
        "Farid": "Farid Haddad",
        "Hal": "Hal Moody",
        "Iris": "Iris Cole",
    }[first]


def acting(person: Person | Someone) -> Actor:
    """The person as services know them."""
    return Actor(person.id, person.name)


def complete(
    of: Applicant,
    when: dt.datetime,
    *,
    but: tuple[str, ...] = (),
    answers: Mapping[str, Any] = COMPLETE,
) -> None:
    """Answer everything and attach the letter, leaving the sections `but` alone."""
    by = acting(next(iter(of.people.values())))
    for key, said in answers.items():
        if key not in but:
            with transaction():
                opened = queries.opened(of.id, locked=True)
                section = opened.section(key)
                drafting.save_section(opened, section, said, seen_version=99, by=by, at=when)
    if "attachments" not in but:
        question = queries.opened(of.id).document.question("Q51")
        assert question is not None
        db.session.rollback()
        ready = attachments.store(question, PDF, "letter.pdf")
        with transaction():
            opened = queries.opened(of.id, locked=True)
            section = opened.section("attachments")
            attachments.attach(opened, section, question, ready, by=by, at=when)
            attachments.look_again(queries.opened(of.id), by=by, at=when)


def sign(of: Applicant, first: str, when: dt.datetime) -> None:
    """Let somebody sign what is there."""
    with transaction():
        opened = queries.opened(of.id, locked=True)
        signing.sign(
            opened,
            name=full(first),
            title="Signer",
            seen=fingerprint(opened.content()),
            by=acting(of.people[first]),
            at=when,
        )


def send(of: Applicant, when: dt.datetime) -> None:
    """Send what is there, as its lead."""
    with transaction():
        opened = queries.opened(of.id, locked=True)
        submitting.submit(opened, by=acting(next(iter(of.people.values()))), at=when)
