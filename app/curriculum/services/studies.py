"""Learning: a version is begun, its lessons are read and answered, and the module is completed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from app.audit import services as audit
from app.core.db import db
from app.core.errors import Missing, NotPossibleNow, Refused
from app.curriculum.domain import codec, progress, status
from app.curriculum.domain.content import Lesson
from app.curriculum.domain.kinds import Language
from app.curriculum.domain.progress import Answers, Kept
from app.curriculum.models import LessonProgress, ModuleVersion, Study
from app.curriculum.queries import attempts, catalogue, contents, gates, learners, modules
from app.curriculum.queries import studies as queries
from app.curriculum.services import certificates
from app.policy import SYSTEM

if TYPE_CHECKING:
    from app.policy import Actor

CLOSED = "This module is not open for you yet. Its page says what comes first."
NOT_OUT = "This version is not open to new learners."
FINISHED = "You finished this version already. What you did is kept."
ELSEWHERE = "You are in the middle of version {number}. Go on there, or change to the new version."
OVER = "You went on in a newer version. Open the module again."
TOO_EARLY = {
    Language.ENGLISH: (
        "This lesson asks for {minutes} minutes. Take your time, then mark it as done."
    ),
    Language.SPANISH: (
        "Esta lección pide {minutes} minutos. Tómese su tiempo y luego márquela como hecha."
    ),
}


# ------------------------------------------------------------------ versions


def begin(person_id: int, version: ModuleVersion, *, by: Actor, at: dt.datetime) -> Study:
    """Begin a version, or go on in it. Lessons that say the same as before stay done.

    Raises `NotPossibleNow` when it is not out for them, when something comes first, when they
    finished it, or while another version is open.
    """
    earlier = queries.of_module(person_id, version.module_id)
    for study in earlier:
        if study.version_id == version.id and _is_open(study):
            return study
        if study.version_id == version.id:
            raise NotPossibleNow(FINISHED if study.completed_at else OVER)
    if any(_is_open(study) for study in earlier):
        number = next(_number_of(study) for study in earlier if _is_open(study))
        raise NotPossibleNow(ELSEWHERE.format(number=number))
    _refuse_unless_offered(version, has_begun=bool(earlier), by=by, at=at)
    return _begun(person_id, version, earlier[-1] if earlier else None, by=by, at=at)


def switch(study: Study, version: ModuleVersion, *, by: Actor, at: dt.datetime) -> Study:
    """Go on in a newer version of the same module, with what is the same in both.

    The old study stays as it is. Raises `NotPossibleNow` for one that is over.
    """
    study = _held(study)
    if study.completed_at is not None:
        raise NotPossibleNow(FINISHED)
    if version.module_id != study.module_id or version.number <= _number_of(study):
        raise NotPossibleNow(NOT_OUT)
    _refuse_unless_offered(version, has_begun=True, by=by, at=at)
    study.left_at = at
    db.session.flush()
    return _begun(study.person_id, version, study, by=by, at=at)


def _refuse_unless_offered(
    version: ModuleVersion, *, has_begun: bool, by: Actor, at: dt.datetime
) -> None:
    who = learners.learner(by)
    if not status.is_out(modules.steps(version), at, who.cohort_began):
        raise NotPossibleNow(NOT_OUT)
    asked = () if has_begun else codec.prerequisites(version.prerequisites)
    if gates.missing(who, asked, at):
        raise NotPossibleNow(CLOSED)


def _begun(
    person_id: int, version: ModuleVersion, before: Study | None, *, by: Actor, at: dt.datetime
) -> Study:
    study = Study(
        person_id=person_id, module_id=version.module_id, version_id=version.id, began_at=at
    )
    db.session.add(study)
    db.session.flush()
    name = f"{version.title}, version {version.number}"
    if before is None:
        audit.record("began a module", study, by=by, at=at, name=name)
        return study
    kept = _carry(before, study)
    audit.record("went on in a newer version", study, by=by, at=at, name=name, after={"kept": kept})
    settle(study, at=at)
    return study


def _carry(before: Study, study: Study) -> int:
    """Take along what is done in lessons that did not change; gives how many are done."""
    of = catalogue.outlines([before.version_id, study.version_id])
    old, new = (
        {lesson.key: lesson.digest for lesson in of[one.version_id]} for one in (before, study)
    )
    same = progress.carried(old, new)
    done = 0
    for key, row in queries.progress_of(before.id).items():
        if key in same:
            db.session.add(_copy(row, study))
            done += row.done_at is not None
    db.session.flush()
    return done


def _copy(row: LessonProgress, study: Study) -> LessonProgress:
    return LessonProgress(
        study_id=study.id,
        lesson_key=row.lesson_key,
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        read_at=row.read_at,
        answers=row.answers,
        right=row.right,
        ticks=row.ticks,
        attested_at=row.attested_at,
        done_at=row.done_at,
        carried=True,
    )


# ------------------------------------------------------------------ lessons


def open_lesson(study: Study, key: str, *, at: dt.datetime) -> LessonProgress:
    """Note when a lesson was first opened, and that they are in it now.

    Raises `Missing` when the version has none with that key.
    """
    study = _held(study)
    found = queries.progress_of(study.id).get(key)
    if found is not None:
        found.seen_at = at
        return found
    if contents.row(study.version_id, key).is_draft:
        raise Missing(key)
    row = LessonProgress(study_id=study.id, lesson_key=key, opened_at=at, seen_at=at)
    db.session.add(row)
    db.session.flush()
    return row


def mark_read(
    study: Study,
    key: str,
    *,
    by: Actor,
    at: dt.datetime,
    language: Language = Language.ENGLISH,
) -> LessonProgress:
    """The learner came to the end of a lesson, which they read in this language.

    Raises `Refused` before the time is over that the lesson asks for, as the server counts it.
    """

    def read(lesson: Lesson, kept: Kept) -> Kept:
        if progress.still_to_wait(lesson.completion, kept.opened_at, at) and kept.read_at is None:
            raise Refused(TOO_EARLY[language].format(minutes=lesson.completion.minutes))
        return progress.read(lesson, kept, at)

    return _step(study, key, read, by=by, at=at)


def answer_check(
    study: Study, key: str, answers: Answers, *, by: Actor, at: dt.datetime
) -> LessonProgress:
    """The learner answered questions of the lesson's check; they may answer again."""
    return _step(
        study, key, lambda lesson, kept: progress.answered(lesson, kept, answers, at), by=by, at=at
    )


def tick(
    study: Study, key: str, places: Collection[int], *, by: Actor, at: dt.datetime
) -> LessonProgress:
    """The learner ticked exactly these points of the checklist."""
    return _step(
        study, key, lambda lesson, kept: progress.ticked(lesson, kept, places, at), by=by, at=at
    )


def attest(study: Study, key: str, *, by: Actor, at: dt.datetime) -> LessonProgress:
    """The learner signed the sentence of the lesson."""
    return _step(study, key, lambda lesson, kept: progress.attested(lesson, kept, at), by=by, at=at)


def _step(
    study: Study,
    key: str,
    deed: Callable[[Lesson, Kept], Kept],
    *,
    by: Actor,
    at: dt.datetime,
) -> LessonProgress:
    """Do one thing in a lesson and keep it; a module whose last lesson is now done is completed."""
    study = _held(study)
    lesson = contents.lesson(study.version_id, key)
    row = open_lesson(study, key, at=at)
    before = queries.kept(row)
    after = deed(lesson, before)
    if after != before:
        _keep(row, lesson, after)
    if after.done_at is not None and before.done_at is None:
        audit.record("finished a lesson", study, by=by, at=at, name=lesson.title)
    if after.done_at is not None:
        settle(study, at=at)
    return row


def _keep(row: LessonProgress, lesson: Lesson, kept: Kept) -> None:
    row.read_at, row.attested_at, row.done_at = kept.read_at, kept.attested_at, kept.done_at
    row.ticks = sorted(kept.ticks)
    if kept.answers:
        row.answers = {key: sorted(places) for key, places in kept.answers.items()}
        row.right = progress.right_count(lesson, kept.answers)
    db.session.flush()


def _held(study: Study) -> Study:
    """The study as it is now, held; raises `NotPossibleNow` when it was left for a newer one."""
    found = queries.locked(study.id)
    if found.left_at is not None:
        raise NotPossibleNow(OVER)
    return found


# ------------------------------------------------------------------ completing


def settle(study: Study, *, at: dt.datetime) -> bool:
    """Complete a study when every lesson that is asked is done and the quiz, if any, is passed.

    Doing it again changes nothing: a completion stays as it is. True when it is complete. Whoever
    passed again after their certificate was revoked gets another one.
    """
    study = queries.locked(study.id)
    if study.revoked_at is not None and attempts.is_passed(study):
        certificates.issue(study, at=at)
    if not _is_open(study):
        return study.completed_at is not None
    version = db.session.get_one(ModuleVersion, study.version_id)
    keys = [lesson.key for lesson in catalogue.asked_of(study)]
    done = queries.done_keys([study.id])[study.id]
    quiz_holds = version.quiz is None or attempts.is_passed(study)
    if not progress.is_complete(keys, done, quiz_holds=quiz_holds):
        return False
    study.completed_at = at
    db.session.flush()
    name = f"{version.title}, version {version.number}"
    audit.record("completed a module", study, by=SYSTEM, at=at, name=name)
    certificates.issue(study, at=at)
    return True


def _is_open(study: Study) -> bool:
    return study.completed_at is None and study.left_at is None


def _number_of(study: Study) -> int:
    return db.session.get_one(ModuleVersion, study.version_id).number
