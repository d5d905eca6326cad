"""A lesson: read it, answer its check, tick its points, mark it as done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, g, redirect, render_template, request, url_for

from app.core.attempts import attempt
from app.core.clock import now
from app.core.db import transaction, writing
from app.core.errors import Conflict, NotPossibleNow
from app.curriculum.domain import progress
from app.curriculum.domain.kinds import Language
from app.curriculum.forms.lesson import ASIDE, Deed, LessonForm
from app.curriculum.presenters import lesson_page, module_page, module_words
from app.curriculum.queries import beside, catalogue, contents, files, learners, studies
from app.curriculum.services import beside as marks
from app.curriculum.services import studies as services
from app.curriculum.views.blueprint import bp
from app.curriculum.views.not_kept import not_kept
from app.policy import Action, Role, allows, current_actor, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.curriculum.models import LessonProgress, Study
    from app.curriculum.queries.catalogue import Offer
    from app.curriculum.queries.contents import Opened
    from app.curriculum.queries.learners import Learner

CHANGED = "This lesson changed"
LOOK = (
    "You went on in version {number} of this module, and this lesson says something else there."
    " Nothing was marked as done. Look at the lesson again, then mark it as done."
)
FINISHED = "You finished this module. To answer the new version, take it on the module's page."


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a lesson, in which version, and how far they are with it."""

    who: Learner
    opened: catalogue.Opened
    lesson: Opened
    row: LessonProgress | None

    @property
    def offer(self) -> Offer:
        return self.opened.offer

    @property
    def digest(self) -> str:
        """Tells whether a page showed the lesson as it is for them now."""
        key = self.lesson.lesson.key
        return next(one.digest for one in self.offer.lessons if one.key == key)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the lesson that they are in is another one, which ends when they read this one.

        To look back at a lesson that is done leaves them where they are.
        """
        own = self.offer.reading.own
        if self.row is None or own is None:
            return True
        seen = [row.seen_at for row in own.progress.values()]
        return self.row.done_at is None and self.row.seen_at < max(seen)

    @property
    def is_at_work(self) -> bool:
        """Whether they write the curriculum or see who learns, so that they look at lessons."""
        deeds = (Action.CURRICULUM_WRITE, Action.LEARNING_OVERSEE)
        return any(allows(self.who.actor, deed) for deed in deeds)

    @property
    def may_write(self) -> bool:
        """Whether what they do is kept: not in a version newer than the one they finished."""
        reading = self.offer.reading
        return reading.own is not None or reading.completed is None


def wanted() -> str | None:
    """The language that an address asks for; English goes without saying."""
    return Language.SPANISH.value if request.args.get("language") == Language.SPANISH else None


def reader_of(module: str, lesson: str) -> Reader | None:
    """Who reads, and the lesson; None while the module is closed for them."""
    who = learners.learner(current_actor())
    opened = catalogue.opened(who, module, now())
    found = contents.opened(opened.offer.reading.version.id, lesson)
    if opened.offer.missing:
        return None
    own = opened.offer.reading.own
    return Reader(who, opened, found, own.progress.get(lesson) if own else None)


@bp.get("/learn/<slug:module>/<slug:lesson>")
@requires(Action.LEARN)
def lesson(module: str, lesson: str) -> ResponseReturnValue:
    """Read a lesson; that it was opened is noted the first time, and when one comes back to it.

    Reading begins the module, but not for people who write or oversee the curriculum: they look
    at lessons because of their work. They begin a module when they send something of it.
    """
    reader = reader_of(module, lesson)
    if reader is None:
        return redirect(url_for(".module", module=module, language=wanted()))
    if (
        reader.may_write
        and reader.is_elsewhere
        and not _is_finished(reader)
        and not _only_looks(reader)
    ):
        _note_opened(reader)
        reader = reader_of(module, lesson) or reader
    kept = studies.kept(reader.row) if reader.row else None
    form = LessonForm.of(reader.lesson.lesson, _language(reader), kept, reader.digest)
    return _page(reader, form)


def _only_looks(reader: Reader) -> bool:
    """Whether this is no learner who opens a page: nothing is noted then."""
    if g.get("viewing") is not None or request.method != "GET":
        return True
    return reader.offer.reading.own is None and reader.is_at_work


def _is_finished(reader: Reader) -> bool:
    study = reader.offer.reading.study
    return study is not None and study.completed_at is not None


def _note_opened(reader: Reader) -> None:
    """Begin the module with its first lesson, and note that they are in the lesson now.

    What another tab noted at the same moment is there already.
    """
    try:
        with writing():
            services.open_lesson(_study(reader), reader.lesson.lesson.key, at=now())
    except Conflict:
        return


def _study(reader: Reader) -> Study:
    """The study of whoever reads, begun now if it is not."""
    reading = reader.offer.reading
    if reading.study is not None:
        return reading.study
    return services.begin(reader.who.person_id, reading.version, by=reader.who.actor, at=now())


@bp.post("/learn/<slug:module>/<slug:lesson>")
@requires(Action.LEARN)
def keep_lesson(module: str, lesson: str) -> ResponseReturnValue:
    """Keep answers, ticks and signature; with "done" the lesson ends and the next one opens.

    Whoever sends a wrong answer with it, and did not check it before, is told why first.
    """
    reader = reader_of(module, lesson)
    if reader is None:
        raise NotPossibleNow(services.CLOSED)
    form = LessonForm.of(reader.lesson.lesson, _language(reader), None)
    if form.deed() in ASIDE and form.accepted():
        return _beside(reader, form)
    if not reader.may_write:
        return _finished(reader, form)
    if form.seen_version.data != reader.digest:
        return _changed(reader, form.seen_version.data or "")
    if reader.row is None and not _is_finished(reader):
        _note_opened(reader)
    deed = form.deed()
    before = studies.kept(reader.row).answers if reader.row else {}
    if form.accepted_for(deed) and attempt(form, lambda: _keep(reader, form, deed)):
        is_to_be_told = progress.is_newly_wrong(form.lesson, before, form.answers())
        if deed is Deed.DONE and not _following(reader):
            flash(lesson_page.last(wanted() or ""), "success")
        return redirect(_next_address(reader, Deed.CHECK if is_to_be_told else deed))
    return _page(reader_of(module, lesson) or reader, form)


def _beside(reader: Reader, form: LessonForm) -> ResponseReturnValue:
    """Set a bookmark or show another language; the page comes back with what is ticked on it."""
    module, key, deed = reader.offer.module, reader.lesson.lesson.key, form.deed()
    if deed is not Deed.SHOW:
        is_marked = deed is Deed.MARK
        with transaction():
            marks.set_bookmark(reader.who.person_id, module, key, wanted=is_marked, at=now())
        said = module_words.WORDS[Language(wanted() or Language.ENGLISH)]
        flash(said.marked if is_marked else said.unmarked, "success")
    reader = reader_of(module.key, key) or reader
    if form.is_kept(studies.kept(reader.row) if reader.row else None):
        return redirect(url_for(".lesson", module=module.key, lesson=key, language=wanted()))
    if form.seen_version.data != reader.digest:
        return _changed(reader, form.seen_version.data or "")
    return _page(reader, form)


def _finished(reader: Reader, form: LessonForm) -> ResponseReturnValue:
    """The module was finished in an older version: what was chosen is given back."""
    address = url_for(".module", module=reader.offer.module.key)
    return not_kept(
        FINISHED,
        form.chosen(),
        heading="Nothing was kept",
        module=(address, reader.offer.reading.version.title),
        go_on=(address, "Open the module"),
    )


def _changed(reader: Reader, seen: str) -> ResponseReturnValue:
    """The lesson is another one than on the page that was sent: what was chosen is given back."""
    of, key = reader.offer, reader.lesson.lesson.key
    before = contents.lesson_like(of.module.id, key, seen)
    spoken = wanted()
    return not_kept(
        LOOK.format(number=of.reading.version.number),
        LessonForm.of(before, _language(reader), None).chosen() if before else (),
        heading=CHANGED,
        module=(url_for(".module", module=of.module.key), of.reading.version.title),
        go_on=(
            url_for(".lesson", module=of.module.key, lesson=key, language=spoken),
            "Look at the lesson again",
        ),
    )


def _keep(reader: Reader, form: LessonForm, deed: Deed) -> None:
    study, key, by, at = _study(reader), form.lesson.key, current_actor(), now()
    if answers := form.answers():
        services.answer_check(study, key, answers, by=by, at=at)
    if form.tick.choices:
        services.tick(study, key, form.ticks(), by=by, at=at)
    if form.attested.data:
        services.attest(study, key, by=by, at=at)
    if deed is Deed.DONE:
        services.mark_read(study, key, by=by, at=at, language=form.language)


def _next_address(reader: Reader, deed: Deed) -> str:
    """Where one goes on: the same lesson, the next one, or the module after the last."""
    module, key = reader.offer.module.key, reader.lesson.lesson.key
    spoken = wanted()
    if deed is not Deed.DONE:
        anchor = "check" if deed is Deed.CHECK else "list"
        return url_for(".lesson", module=module, lesson=key, language=spoken, _anchor=anchor)
    return _following_address(reader)


def _following(reader: Reader) -> str:
    """The next lesson that is asked; "" after the last one."""
    keys, asked = [one.key for one in reader.offer.lessons], reader.offer.asked
    after = keys[keys.index(reader.lesson.lesson.key) + 1 :]
    return next((one.key for one in asked if one.key in after), "")


def _following_address(reader: Reader) -> str:
    module, key = reader.offer.module.key, _following(reader)
    if key:
        return url_for(".lesson", module=module, lesson=key, language=wanted())
    return url_for(".module", module=module, language=wanted())


def _language(reader: Reader) -> Language:
    return lesson_page.language(reader.lesson, wanted() or "")


def _page(reader: Reader, form: LessonForm) -> ResponseReturnValue:
    offer, found, actor = reader.offer, reader.lesson, reader.who.actor
    needs_files = lesson_page.names_files(found, _language(reader))
    shown = lesson_page.page(
        found,
        lesson_page.Place(
            offer.lessons,
            module_page.done_keys(offer, reader.opened.of_versions),
            frozenset(one.key for one in offer.asked),
        ),
        studies.kept(reader.row) if reader.row else None,
        files.of_module(offer.module.id) if needs_files else {},
        wanted=wanted() or "",
        ticked=form.ticks(),
        may_write=reader.may_write,
        sees_notes=allows(actor, Action.CURRICULUM_WRITE) or Role.COACH in actor.roles,
        approved_at=offer.reading.version.approved_at,
        now=now(),
    )
    page = render_template(
        "curriculum/learn/lesson.html",
        key=offer.module.key,
        module_title=module_page.title(offer.reading.version, shown.language),
        wanted=wanted(),
        shown=shown,
        go_on=_following_address(reader),
        form=form,
        may_write=reader.may_write,
        beside=beside.beside(
            reader.who.person_id, offer.module.id, found.lesson.key, reader.who.practice_ids
        ),
        has_team=bool(reader.who.teams) and g.get("viewing") is None,
        may_send=g.get("viewing") is None,
        teams=[t for t in reader.who.teams if allows(actor, Action.CYCLE_EDIT, t.place)],
        **({"team": reader.who.teams[0]} if len(reader.who.teams) == 1 else {}),
    )
    return page, 422 if form.errors else 200
