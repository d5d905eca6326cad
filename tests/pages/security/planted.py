"""A round whose every score, name and text can be told apart, wherever it turns up.

Four practices applied. Sam reviews the first two and has sent nothing yet, has a conflict with
the third, and was never given the fourth; Uma and Tess review all of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.awards.domain.feedback import Summary
from app.awards.domain.kinds import Outcome
from app.awards.domain.letters import Words
from app.awards.models import AwardPlan
from app.awards.queries import releases
from app.awards.services import decisions, feedback, letters, release, snapshots
from app.core.db import db, transaction
from app.policy import Actor, Grant, Role
from app.reviews.domain.kinds import Recommendation, Statement
from app.reviews.domain.sheets import Mark, Sheet
from app.reviews.models import ConflictStatement, Redaction, ReviewPhase, ReviewPlan
from app.reviews.queries import panels, seats
from app.reviews.services import consensus, discussion, reviews
from app.rfa.domain.snapshots import fingerprint
from app.rfa.models import Round
from app.rfa.queries import applications
from app.rfa.services import attachments, drafting, signing, submitting
from tests.browser import calls
from tests.browser.kudzu import at
from tests.pages.security.canaries import CONSENSUS, SCORES, STEMS, answers, canary, practice_name
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from app.accounts.models import Person
    from app.rfa.models import Application

SENT_AT, NOW, LATER = at("2026-03-12"), at("2026-03-16", "10:00"), at("2026-03-16", "11:00")
DUE, RELEASE_AT = at("2026-04-03", "17:00"), at("2026-04-17")
SECOND = dt.timedelta(seconds=1)
OUTCOMES = (Outcome.AWARD, Outcome.AWARD_WITH_CONDITIONS, Outcome.DECLINE, Outcome.WAIT_LIST)


@dataclass
class Planted:
    """The round, ids of its applications, and people by name; applicants by role for each."""

    round_id: int
    ids: list[int]
    practice_ids: list[int]
    people: dict[str, Person]
    applicants: list[dict[Role, Person]] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        """One of the people as services know them."""
        roles = {"mona": Role.DIRECTOR, "neil": Role.PROGRAM_STAFF}
        grants = frozenset({Grant(roles[name])} if name in roles else {})
        return Actor(self.people[name].id, self.people[name].name, grants)

    def application(self, number: int) -> Application:
        """One of the four, with its practice and round."""
        return applications.application(self.ids[number])

    @property
    def round(self) -> Round:
        return db.session.get_one(Round, self.round_id)

    # -------------------------------------------------------------- reviewing

    def review(self, name: str, number: int, scores: dict[str, int | None] | None = None) -> None:
        """Write a review through the desk, and send it."""
        chosen = scores or SCORES[name][number]
        marks = {
            key: Mark(
                score, score is None, canary("cannot" if score is None else "comment", number)
            )
            for key, score in chosen.items()
        }
        texts = {
            part: canary("private" if part == "private_note" else part, number)
            for part in ("strengths", "concerns", "conditions", "private_note")
        }
        sheet = Sheet(marks, Recommendation.AWARD_WITH_CONDITIONS, texts)
        person_id = self.people[name].id
        with transaction():
            seat = seats.seat(self.ids[number], person_id, NOW, locked=True)
            reviews.save_draft(seat, sheet, edit=0, by=self.actor(name), at=NOW)
        with transaction():
            seat = seats.seat(self.ids[number], person_id, NOW, locked=True)
            assert seat.review is not None
            reviews.submit(seat, seat.review, by=self.actor(name), at=NOW)

    def others_review(self) -> None:
        """Uma and Tess send what they think of every application."""
        for name in ("uma", "tess"):
            for number in range(len(self.ids)):
                self.review(name, number)

    def talk(self) -> None:
        """The panel of each application writes, and is asked for a consensus that one refuses."""
        panel = [self.people[name].id for name in ("uma", "tess")]
        for number in range(len(self.ids)):
            with transaction():
                of = self.application(number)
                discussion.write_post(
                    of,
                    body=canary("post", number),
                    criterion="K2",
                    criteria=["K1", "K2", "K3", "K4"],
                    mentions=panel[1:],
                    panel=panel,
                    by=self.actor("uma"),
                    at=NOW,
                )
                asked = consensus.propose(
                    of,
                    score=CONSENSUS,
                    body=canary("consensus", number),
                    by=self.actor("uma"),
                    at=NOW,
                )
                for name, note in (("uma", ""), ("tess", canary("disagrees", number))):
                    consensus.answer(
                        panels.consensus(of.id, asked.id),
                        of,
                        agrees=not note,
                        note=note,
                        panel=panel,
                        by=self.actor(name),
                        at=NOW,
                    )

    # -------------------------------------------------------------- deciding and telling

    def decide(self) -> None:
        """Record something about every application, with reasons and a frozen board."""
        for number, outcome in enumerate(OUTCOMES):
            conditional = outcome is Outcome.AWARD_WITH_CONDITIONS
            with transaction():
                decisions.decide(
                    self.application(number),
                    outcome,
                    rationale=canary("rationale", number),
                    departure=canary("departure", number),
                    conditions=canary("terms", number) if conditional else "",
                    waits_as=1 if outcome is Outcome.WAIT_LIST else None,
                    by=self.actor("mona"),
                    at=NOW,
                )
        with transaction():
            snapshots.freeze(self.round, canary("frozen", 0), by=self.actor("mona"), at=NOW)

    def prepare(self) -> None:
        """Write every letter by hand, and approve a summary for everybody."""
        neil = self.actor("neil")
        for number in range(len(self.ids)):
            with transaction():
                of = self.application(number)
                summary = Summary(canary("praise", number), canary("advice", number))
                feedback.write(of, summary, by=neil, at=NOW)
                feedback.approve(of, seen=feedback.mark(summary), by=neil, at=NOW)
        with transaction():
            for one in releases.outlook(self.round, NOW).letters:
                number = self.ids.index(one.to.application_id)
                words = Words(canary("letter", number), canary("letter", number))
                letters.edit(one, words, by=neil, at=NOW)

    def confirm(self) -> None:
        """One person plans the release, and another agrees."""
        with transaction():
            release.plan(self.round, release_at=RELEASE_AT, by=self.actor("mona"), at=NOW)
        with transaction():
            mark = releases.outlook(self.round, NOW).mark
            release.confirm(self.round, seen=mark, by=self.actor("neil"), at=NOW)

    def tell(self, when: dt.datetime = RELEASE_AT) -> int:
        """What the job does at an instant."""
        with transaction():
            return release.release_due(at=when)


DEEDS = ("others_review", "talk", "decide", "prepare", "confirm")
"""What happens behind closed doors, in an order in which it can."""


def planted(app: Flask, **phase: Any) -> Planted:
    """Make the round, up to the day on which reviewers read; `phase=` are rules of the phase."""
    clock = app.extensions["clock"]
    clock.set(SENT_AT)
    of = calls.round_2026()
    people = {
        "sam": build.person(name="Sam Boone", role=Role.REVIEWER, email="sam@example.org"),
        "uma": build.person(name="Umaquagga Dial", role=Role.REVIEWER, email="uma@example.org"),
        "tess": build.person(name="Tessquagga Crane", role=Role.REVIEWER, email="tess@example.org"),
        "mona": build.person(name="Mona Reyes", role=Role.DIRECTOR),
        "neil": build.person(name="Neil Orr", role=Role.PROGRAM_STAFF),
        "publisher": build.person(role=Role.PUBLISHER),
        "administrator": build.person(role=Role.ADMINISTRATOR),
    }
    clinic = build.team(key="other-team")
    people["member"] = build.person(role=Role.LEAD, at=clinic.practice)
    people["coach"] = build.person(role=Role.COACH)
    made = Planted(of.id, [], [], people)
    for number in range(len(STEMS)):
        _apply(made, number)
    build.saved(AwardPlan(round_id=of.id, letterhead="Health", signer_name="Mona Reyes", signer_title="Director", changed_at=SENT_AT))  # fmt: skip
    build.saved(ReviewPlan(round_id=of.id, due_at=DUE, changed_at=SENT_AT))
    if phase:
        begins = {"kind": "review", "begins_at": calls.CLOSES}
        build.saved(ReviewPhase(round_id=of.id, **begins | phase))
    for name in ("sam", "uma", "tess"):
        build.declaration(of, people[name], declared_at=SENT_AT)
    for number in range(len(STEMS)):
        for name in ("sam", "uma", "tess") if number < 3 else ("uma", "tess"):
            build.reviewer_assignment(made.application(number), people[name])
        redacted = Redaction(question="Q32", text="We have an analyst.", written_at=SENT_AT)
        redacted.application_id, redacted.written_by_id = made.ids[number], people["neil"].id
        build.saved(redacted)
    recuse(made, "sam", 2)
    db.session.commit()
    clock.set(LATER)
    return made


def recuse(of: Planted, name: str, number: int) -> None:
    """Somebody says to have a conflict."""
    build.saved(
        ConflictStatement(
            application_id=of.ids[number],
            person_id=of.people[name].id,
            statement=Statement.YES,
            reason=canary("tie", number),
            said_at=SENT_AT,
            said_by_id=of.people[name].id,
        )
    )


# ------------------------------------------------------------------ what practices send


def _apply(to: Planted, number: int) -> None:
    stem = STEMS[number]
    clinic = build.practice(name=practice_name(number), key=f"{stem}-hollow", county="Lee")
    mates = {
        role: build.person(name=f"{stem}{role[12:]} Vole", email=f"{role[12:]}@{stem}.example")
        for role in (
            *(Role.APPLICATION_LEAD, Role.APPLICATION_EDITOR),
            *(Role.APPLICATION_SIGNER, Role.APPLICATION_VIEWER),
        )
    }
    for role, person in mates.items():
        build.grant(person, role, at=clinic)
    lead = mates[Role.APPLICATION_LEAD]
    row = build.application(round_id=to.round_id, practice_id=clinic.id, created_by_id=lead.id)
    for key in ("profile", "team", "capacity", "plan", "attachments", "signature"):
        build.section_draft(row, key, {})
    by = Actor(lead.id, lead.name)
    for key, said in answers(number).items():
        with transaction():
            opened = applications.opened(row.id, locked=True)
            drafting.save_section(opened, opened.section(key), said, seen_version=99, by=by, at=SENT_AT)  # fmt: skip
    question = applications.opened(row.id).document.question("Q51")
    assert question is not None
    db.session.rollback()
    ready = attachments.store(question, calls.PDF + f"% {stem} paper\n".encode(), f"{stem}.pdf")
    with transaction():
        opened = applications.opened(row.id, locked=True)
        section = opened.section("attachments")
        attachments.attach(opened, section, question, ready, by=by, at=SENT_AT)
        attachments.look_again(applications.opened(row.id), by=by, at=SENT_AT)
    signer = mates[Role.APPLICATION_SIGNER]
    with transaction():
        opened = applications.opened(row.id, locked=True)
        signing.sign(
            opened,
            name=signer.name,
            title="Signer",
            seen=fingerprint(opened.content()),
            by=Actor(signer.id, signer.name),
            at=SENT_AT,
        )
    with transaction():
        submitting.submit(applications.opened(row.id, locked=True), by=by, at=SENT_AT)
    build.check(row)
    to.ids.append(row.id)
    to.practice_ids.append(clinic.id)
    to.applicants.append(mates)
