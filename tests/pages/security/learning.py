"""The part of a corner that learns: modules and what its people did in them, and its events."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core import storage
from app.core.db import db
from app.core.settings import setting
from app.curriculum.domain import codec, nudging
from app.curriculum.domain.content import (
    Asked,
    Completion,
    Credit,
    Lesson,
    Monday,
    Question,
    Quiz,
    Text,
)
from app.curriculum.domain.kinds import ChangeClass, FileUse, Language, Need, QuestionKind
from app.curriculum.domain.proofs import grouped
from app.curriculum.models import (
    Bookmark,
    Certificate,
    CertificateTemplate,
    ExtraAttempt,
    LearningAssignment,
    ModuleEvaluation,
    ModuleFile,
    ModuleVersion,
    Nudge,
    QuizAttempt,
    Study,
    TeamNote,
    VersionComment,
)
from app.curriculum.queries import tracks
from app.curriculum.services import searching
from app.policy import Role
from tests.support import build
from tests.support.build import saved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.accounts.models import Person
    from tests.pages.security.calls import Applying

LESSON, ASKED = "lesson-1", "q1"
NAME = "worksheet.pdf"
SOUGHT = "screening"
"""What the walks search for."""
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Taught:
    """The modules of a corner: one to begin, one with a quiz under way, one to be done with."""

    to_begin: ModuleVersion
    quizzed: ModuleVersion
    done: ModuleVersion


def names(of: Applying) -> dict[str, Any]:
    """Modules, and what somebody of the team did: names for the parts of addresses."""
    key = of.practice.key
    ben = build.person(
        name=f"{key} Ben",
        role=Role.CARE_COORDINATOR,
        at=of.practice,
        email=f"{key}-ben@example.org",
    )
    file = _file(of, begin := build.module(key=f"{key}-module"))
    taught = Taught(
        _published(of, begin, file),
        _published(of, build.module(key=f"{key}-quizzed")),
        _published(of, build.module(key=f"{key}-done")),
    )
    draft = build.module_version(
        begin, number=2, title=of.round_says[:200], summary=of.round_says[:400],
        lessons=[_lesson(of), _lesson(of, key="lesson-2")],
    )  # fmt: skip
    words = _words(of)
    own = takes_part(taught, ben, of.now)
    revoked = takes_part(taught, of.author, of.now)["certificate_id"]
    row = db.session.get_one(Certificate, revoked)
    row.revoked_at, row.revoked_by_id, row.revoked_reason = of.now, of.author.id, of.says[:500]
    writer = build.person(role=Role.PUBLISHER)
    remark = saved(
        VersionComment(
            version_id=draft.id,
            lesson_key=LESSON,
            body=of.round_says,
            written_at=of.now,
            written_by_id=writer.id,
        )
    )
    return {
        **own,
        **_around(of, taught, ben, own),
        **_on_the_way(of, writer),
        "taught": taught,
        "learner_id": ben.id,
        "module": begin.key,
        "track": tracks.of_module(begin.id).key,
        "module_id": begin.id,
        "quizzed": f"{key}-quizzed",
        "version": draft.number,
        "out": taught.to_begin.number,
        "lesson": LESSON,
        "asked": ASKED,
        "name": NAME,
        "module_file_id": file.id,
        "remark_id": remark.id,
        "words_number": words.number,
        "revoked_id": revoked,
        "tried_id": _tried(taught, writer, of.now),
        "token": nudging.stop_token(ben.id, str(setting("SECRET_KEY"))),
    }


def _on_the_way(of: Applying, writer: Person) -> dict[str, Any]:
    """Modules with a version in review, and with one that is approved and has no time yet."""
    key, about = of.practice.key, {"title": of.round_says[:200], "summary": of.round_says[:400]}
    for step in ("reviewed", "approved"):
        given: dict[str, Any] = {**about, "review_asked_at": of.now, "created_by_id": writer.id}
        if step == "approved":
            approver = build.person(role=Role.PROGRAM_STAFF)
            given |= {"approved_at": of.now, "approved_by_id": approver.id}
            given["change_class"] = ChangeClass.MINOR
        build.module_version(build.module(key=f"{key}-{step}"), lessons=[_lesson(of)], **given)
    return {"in_review": f"{key}-reviewed", "approved": f"{key}-approved", "first": 1}


def takes_part(taught: Taught, person: Person, now: dt.datetime) -> dict[str, Any]:
    """Somebody with an open try at a quiz, a completed module and its certificate."""
    under_way = _study(taught.quizzed, person, now)
    attempt = db.session.scalar(
        select(QuizAttempt).where(QuizAttempt.study_id == under_way.id)
    ) or saved(
        QuizAttempt(study_id=under_way.id, number=1, started_at=now, questions=_POSED, total=1)
    )
    done = _study(taught.done, person, now, completed_at=now)
    proof = db.session.scalar(select(Certificate).where(Certificate.study_id == done.id))
    if proof is None:
        words = db.session.scalars(select(CertificateTemplate)).first()
        assert words is not None
        proof = saved(
            Certificate(
                number=_number(done.id),
                study_id=done.id,
                person_id=person.id,
                template_id=words.id,
                name=person.name[:160],
                title=taught.done.title,
                version_number=1,
                minutes=20,
                credit=taught.done.credit,
                issued_at=now,
            )
        )
    return {
        "study_id": under_way.id,
        "done_id": done.id,
        "attempt_id": attempt.id,
        "certificate_id": proof.id,
        "proof": proof.number,
    }


def _tried(taught: Taught, person: Person, now: dt.datetime) -> int:
    """Somebody who used all tries at the quiz, so that staff may give one more."""
    study = _study(taught.quizzed, person, now)
    for number in (1, 2):
        about = {"study_id": study.id, "number": number, "questions": _POSED, "total": 1}
        sent = {"submitted_at": now, "answers": {}, "right_count": 0, "is_passed": False}
        saved(QuizAttempt(started_at=now, **about, **sent))
    return study.id


def _study(of: ModuleVersion, person: Person, now: dt.datetime, **given: Any) -> Study:
    found = db.session.scalar(
        select(Study).where(Study.person_id == person.id, Study.version_id == of.id)
    )
    return found or saved(
        Study(person_id=person.id, module_id=of.module_id, version_id=of.id, began_at=now, **given)
    )


def _number(of: int) -> str:
    """A number as certificates have them, another one for every study."""
    return grouped(f"{of:016}".translate(str.maketrans("01", "ZY")))


_POSED = [
    {
        "key": f"{LESSON}/{ASKED}",
        "lesson": LESSON,
        "kind": "one",
        "question": "How often?",
        "options": ["Every month", "Never"],
        "right": [0],
        "why": "Because",
        "language": "en",
    }
]


# ------------------------------------------------------------------ what is taught


def _published(of: Applying, module: Any, file: ModuleFile | None = None) -> ModuleVersion:
    credit = Credit(of.round_says[:120], of.round_says[:60], "1.0", needs_evaluation=True)
    return build.published_version(
        module,
        lessons=[_lesson(of, file)],
        title=of.round_says[:200],
        summary=of.round_says[:400],
        change_note=of.round_says,
        quiz=codec.quiz_json(Quiz(1, 80, 2)),
        credit=codec.credit_json(credit),
    )


def _lesson(of: Applying, file: ModuleFile | None = None, key: str = LESSON) -> Lesson:
    """A lesson that holds the words of all in every place."""
    words = of.round_says
    named = f"\n\n[{NAME}](file:{file.id})" if file else ""
    needs = frozenset({Need.READ, Need.CHECK, Need.CHECKLIST, Need.ATTESTATION})
    return build.lesson(
        key,
        texts={
            Language.ENGLISH: Text(words[:200], (words,), f"## Why\n\n{words} {SOUGHT}{named}"),
            Language.SPANISH: Text(words[:200], (words,), f"## Por qué\n\n{words} {SOUGHT}{named}"),
        },
        tags=(words[:60],),
        sources=(words,),
        facilitator=words,
        monday=Monday(words[:160], words, words, words),
        completion=Completion(needs, 0, (words,), words),
        questions=(_question(words),),
    )


def _question(words: str) -> Question:
    asked = Asked(words, (words, "Never"), words)
    return Question(ASKED, QuestionKind.ONE, frozenset({0}), {Language.ENGLISH: asked})


def _file(of: Applying, module: Any) -> ModuleFile:
    kept = storage.keep(b"%PDF worksheet", folder="curriculum")
    row: ModuleFile = saved(
        ModuleFile(
            module_id=module.id,
            use=FileUse.DOCUMENT,
            name=NAME,
            media_type="application/pdf",
            size=kept.size,
            digest=kept.sha256,
            stored_as=kept.key,
            added_at=of.now,
        )
    )
    return row


def _words(of: Applying) -> CertificateTemplate:
    before = db.session.query(CertificateTemplate).count()
    row: CertificateTemplate = saved(
        CertificateTemplate(
            number=before + 1,
            heading=of.round_says[:120],
            statement=of.round_says.replace("{", "").replace("}", ""),
            created_at=of.now,
        )
    )
    return row


def _around(of: Applying, taught: Taught, ben: Person, own: Mapping[str, Any]) -> dict[str, int]:
    """What only some may read: notes of the team, evaluations, reminders, reasons, assignments."""
    module_id = taught.to_begin.module_id
    note = noted(of.practice.id, module_id, ben.id, of.says, of.now)
    saved(ModuleEvaluation(version_id=taught.done.id, useful=4, ready=4, better=of.says))
    sent = {"sent_at": of.now, "sent_by_id": of.author.id}
    saved(Nudge(person_id=ben.id, module_id=module_id, words=of.says, **sent))
    given = {"given_at": of.now, "given_by_id": of.author.id}
    saved(ExtraAttempt(study_id=own["study_id"], reason=of.says[:500], **given))
    saved(Bookmark(person_id=ben.id, module_id=module_id, lesson_key=LESSON, set_at=of.now))
    asked = saved(LearningAssignment(module_id=module_id, practice_id=of.practice.id, **given))
    searching.index(taught.to_begin)
    return {"team_note_id": note.id, "assignment_id": asked.id}


def noted(practice_id: int, module_id: int, by_id: int, words: str, now: dt.datetime) -> TeamNote:
    """A note that somebody wrote for a team beside the lesson."""
    note: TeamNote = saved(
        TeamNote(
            practice_id=practice_id,
            module_id=module_id,
            lesson_key=LESSON,
            body=words,
            written_at=now,
            written_by_id=by_id,
        )
    )
    return note
