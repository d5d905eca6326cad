"""What the script of a section asks for: saving as somebody types, and who else is here."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from flask import g, jsonify

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import NotPossibleNow
from app.policy import Action, current_actor, requires
from app.rfa.domain import answers
from app.rfa.forms.autosave import sent
from app.rfa.presenters.wording import saved_words
from app.rfa.queries import drafting
from app.rfa.services.drafting import Stale, note_not_kept, save_section
from app.rfa.services.presence import note_presence
from app.rfa.views.blueprint import bp
from app.rfa.views.draft import clash_words, too_long
from app.rfa.views.fetching import fetch

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.rfa.domain.document import Section
    from app.rfa.queries.applications import Opened


@bp.put("/applications/<id:application_id>/section/<slug:section>")
@requires(Action.APPLICATION_VIEW)
def autosave(application_id: int, section: str) -> ResponseReturnValue:
    """Save the answers that changed; the reply brings what others changed meanwhile.

    An answer that is too long to be kept is refused by name; the others are saved.
    """
    at = now()
    body = sent()
    try:
        with transaction():
            of = fetch(application_id, Action.APPLICATION_WRITE, locked=True)
            shown = of.section(section)
            given = body.answers(shown)
            faults, long = too_long(shown, given)
            saved = save_section(
                of,
                shown,
                {key: answer for key, answer in given.items() if key not in long},
                seen_version=body.version,
                by=current_actor(),
                at=at,
                kept_over=body.kept_over,
            )
            note_not_kept(of, shown, body.given_up(shown), by=current_actor(), at=at)
    except Stale as stale:
        conflict = [
            clash_words(clash) | {"fields": answers.as_fields(clash.question, clash.theirs)}
            for clash in stale.clashes
        ]
        return jsonify(conflict=conflict, version=stale.version), 409
    except NotPossibleNow as closed:
        return jsonify(error=closed.message), 409
    return jsonify(
        version=saved.version,
        saved=saved_words(at, at),
        fresh=_fresh(of, shown, body.version, but=given),
        refused={fault.question.key: f"{fault.question.key}: {fault.message}." for fault in faults},
    )


@bp.post("/applications/<id:application_id>/section/<slug:section>/presence")
@requires(Action.APPLICATION_VIEW)
def presence(application_id: int, section: str) -> ResponseReturnValue:
    """A sign of life; the answer says who else is here and what they changed."""
    at = now()
    body = sent()
    with transaction():
        of = fetch(application_id, Action.APPLICATION_VIEW)
        shown = of.section(section)
        note_presence(of.id, shown.key, by=current_actor(), at=at)
    people = drafting.present(of.id, shown.key, at, but=g.person.id)
    return jsonify(
        people=[one.name for one in people],
        version=of.drafts[shown.key].version,
        fresh=_fresh(of, shown, body.version),
    )


def _fresh(
    of: Opened, shown: Section, version: int, but: Collection[str] = ()
) -> dict[str, list[list[str]]]:
    """The answers that were changed after `version`, as fields; `but` are the caller's own."""
    if version >= of.drafts[shown.key].version:
        return {}
    changed = drafting.changed_since(of.id, shown.key, version).difference(but)
    stored = answers.from_plain(of.drafts[shown.key].answers)
    return {
        question.key: answers.as_fields(question, stored.get(question.key, {}))
        for question in shown.questions
        if question.key in changed
    }
