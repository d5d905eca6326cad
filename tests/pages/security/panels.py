"""The part of a corner that is reviewed and decided: a round, its panel, a decision not told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from app.awards.domain.kinds import LetterKind
from app.awards.models import AwardPlan, Feedback, Letter, LetterTemplate, Release
from app.awards.queries import releases
from app.awards.services import snapshots
from app.core.db import db
from app.policy import Actor, Role
from app.reviews.domain.kinds import OthersSeen, PhaseKind, Recommendation, ReviewState, Statement
from app.reviews.models import (
    ConflictStatement,
    Consensus,
    ConsensusVote,
    DeclaredTie,
    DiscussionPost,
    Exercise,
    ExerciseSheet,
    Redaction,
    ReviewPhase,
    ReviewPlan,
    ReviewScore,
    SentReview,
)
from tests.pages.security import calls
from tests.support import build
from tests.support.build import saved

if TYPE_CHECKING:
    from app.accounts.models import Person
    from tests.pages.security.calls import Applying

WEEK = dt.timedelta(days=7)
CRITERION = "K1"


def names(of: Applying, cohort: Any) -> dict[str, Any]:
    """A closed round of the corner in which the panel talks: names for the parts of addresses."""
    call = calls.call_round(
        of,
        f"{of.practice.key}-reviewing",
        opens_at=of.now - 12 * WEEK,
        closes_at=of.now - 2 * WEEK,
    )
    row = calls.sent(of, call, of.now - 3 * WEEK)
    letter = calls.file(of, row)
    calls.send(of, row, at=of.now - 2 * WEEK - dt.timedelta(days=1))
    people = {
        name: build.person(role=Role.REVIEWER, name=f"{of.practice.key} {name} {of.says}"[:120])
        for name in ("ruth", "uma", "tess", "quinn")
    }
    terms(of, call, cohort)
    return {
        "reviewing": call.key,
        "reviewed_id": row.id,
        "read_file_id": letter.id,
        "reviewer_id": people["quinn"].id,
        "ruth": people["ruth"],
        "tess": people["tess"],
        "kind": "award",
        **_reviews(of, row, people),
        **_talk(of, row, people),
        **_decided(of, call, row),
    }


def terms(of: Applying, call: Any, cohort: Any) -> None:
    """What holds for the reviews and the awards of a round."""
    changed = {"changed_at": of.now, "changed_by_id": of.author.id}
    saved(ReviewPlan(round_id=call.id, due_at=of.now + WEEK, **changed))
    for kind, days in ((PhaseKind.REVIEW, 10), (PhaseKind.DISCUSSION, 5)):
        saved(
            ReviewPhase(
                round_id=call.id,
                kind=kind,
                begins_at=of.now - dt.timedelta(days=days),
                others=OthersSeen.AFTER_OWN,
            )
        )
    saved(
        AwardPlan(
            round_id=call.id,
            cohort_id=cohort.id,
            letterhead=of.says,
            signer_name=of.says[:120],
            signer_title=of.says[:120],
            milestones={"steps": [{"title": of.says[:160], "percent": 100, "evidence": of.says}]},
            **changed,
        )
    )


# ------------------------------------------------------------------ the panel


def _reviews(of: Applying, row: Any, people: dict[str, Person]) -> dict[str, int]:
    """Ruth and Uma sent theirs, Tess began hers, and staff are asked about Quinn."""
    for name, person in people.items():
        declared = build.declaration(row.round, person, is_nothing=False)
        saved(DeclaredTie(declaration_id=declared.id, kind="other", organisation=of.says[:200], note=of.says))  # fmt: skip
        build.reviewer_assignment(row, person, clear=name != "quinn")
    for name in ("ruth", "uma"):
        review = _review(of, row, people[name])
    _review(of, row, people["tess"], state=ReviewState.DRAFT, submitted_at=None)
    saved(
        ConflictStatement(
            application_id=row.id,
            person_id=people["quinn"].id,
            statement=Statement.NOT_SURE,
            reason=of.says,
            said_at=of.now,
            said_by_id=people["quinn"].id,
        )
    )
    return {"review_id": review.id}


def _review(of: Applying, row: Any, by: Person, **given: Any) -> Any:
    texts = dict.fromkeys(("strengths", "concerns", "conditions", "private_note"), of.says)
    review = build.review(
        row, by, recommendation=Recommendation.AWARD_WITH_CONDITIONS, **texts | given
    )
    db.session.query(ReviewScore).filter_by(review_id=review.id).update({"comment": of.says})
    if review.submitted_at:
        content = {"scores": {CRITERION: {"score": 4, "comment": of.says}}, **texts}
        saved(SentReview(review_id=review.id, number=1, content=content, sent_at=of.now))
    db.session.commit()
    return review


def _talk(of: Applying, row: Any, people: dict[str, Person]) -> dict[str, int]:
    """A post, a proposal to agree to, what is blacked out, and the exercise before."""
    uma = people["uma"].id
    written = {"written_at": of.now, "written_by_id": uma}
    for criterion in ("", CRITERION):
        saved(
            DiscussionPost(
                application_id=row.id,
                criterion=criterion,
                body=of.says,
                mentions={"people": [people["ruth"].id]},
                **written,
            )
        )
    asked = saved(
        Consensus(
            application_id=row.id, score=350, body=of.says, proposed_at=of.now, proposed_by_id=uma
        )
    )
    saved(ConsensusVote(consensus_id=asked.id, person_id=uma, agrees=False, note=of.says, voted_at=of.now))  # fmt: skip
    saved(Redaction(application_id=row.id, question="P1", text=of.says, **written))
    exercise = saved(
        Exercise(
            round_id=row.round_id,
            title=of.round_says[:200],
            text=of.round_says,
            lesson=of.round_says,
            opened_at=of.now,
            changed_at=of.now,
            changed_by_id=of.author.id,
        )
    )
    scored = {CRITERION: {"score": 4, "reason": of.says}}
    saved(ExerciseSheet(exercise_id=exercise.id, person_id=uma, scores=scored, submitted_at=of.now))
    return {"consensus_id": asked.id}


# ------------------------------------------------------------------ the decision


def _decided(of: Applying, call: Any, row: Any) -> dict[str, int]:
    """An award that two people agreed to tell next week, and the board that they looked at."""
    director = build.person(role=Role.DIRECTOR)
    decision = build.decision(
        row, by=director, rationale=of.says, departure=of.says, decided_at=of.now
    )
    saved(
        LetterTemplate(
            round_id=call.id,
            kind=LetterKind.AWARD,
            number=1,
            subject=of.says[:200].replace("{{", "").replace("}}", ""),
            body=of.says.replace("{{", "").replace("}}", ""),
            written_at=of.now,
            written_by_id=director.id,
        )
    )
    saved(
        Letter(
            decision_id=decision.id,
            kind=LetterKind.AWARD,
            fields={"contact": of.says},
            changed_at=of.now,
            changed_by_id=director.id,
        )
    )
    saved(
        Feedback(
            application_id=row.id,
            strengths=of.says,
            concerns=of.says,
            written_at=of.now,
            written_by_id=director.id,
        )
    )
    kept = snapshots.freeze(
        call, of.says[:160], by=Actor(director.id, director.name), at=of.now - dt.timedelta(days=1)
    )
    planned = Release(
        round_id=call.id,
        release_at=of.now + WEEK,
        fingerprint="",
        planned_at=of.now,
        planned_by_id=director.id,
        confirmed_at=of.now,
        confirmed_by_id=of.author.id,
    )
    saved(planned).fingerprint = releases.outlook(call, of.now).mark
    db.session.commit()
    return {"snapshot_id": kept.id}
