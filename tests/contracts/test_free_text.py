"""Words that name a patient can be taken out wherever text stands: no column is forgotten.

When a test fails, a table has a new column of text: name it in the room `words` of its feature,
or below with the reason why nobody types sentences into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import JSON, String

from app.core.model import Model
from app.removals.queries.places import PLACES

if TYPE_CHECKING:
    from flask import Flask

LONG = 200
PICKED = "chosen from a list, or made by the portal"
OF_ACCOUNTS = "who somebody is and how that person signs in: no field for sentences"
NOT_TYPED = {
    "account_link.new_email": OF_ACCOUNTS,
    "audit_event.actor_name": OF_ACCOUNTS,
    "award_agreement.fingerprint": PICKED,
    "award_board_snapshot.content": "figures, names of practices and choices, without any text",
    "contact.email": "how an office is reached, public",
    "contact.verified_by_name": OF_ACCOUNTS,
    "curriculum_attempt.answers": PICKED,
    "curriculum_lesson.audience": PICKED,
    "curriculum_lesson.practice_types": PICKED,
    "curriculum_progress.answers": PICKED,
    "curriculum_progress.ticks": PICKED,
    "curriculum_question.right": PICKED,
    "curriculum_search.stems": "made of the words, and made anew when words are taken out of them",
    "curriculum_search.title_stems": "made of the title, and made anew like it",
    "curriculum_version.prerequisites": PICKED,
    "curriculum_version.quiz": "numbers and choices, without any text",
    "invitation.email": OF_ACCOUNTS,
    "learning_event.evaluation": "questions of our own list, which staff tick",
    "learning_event.follow_up": "questions of our own list, which staff tick",
    "learning_event.roles": PICKED,
    "outbox_mail.key": PICKED,
    "outbox_mail.last_error": "what the mail server answered",
    "outbox_mail.message_id": PICKED,
    "outbox_mail.recipient": OF_ACCOUNTS,
    "person.email": OF_ACCOUNTS,
    "person.password_hash": OF_ACCOUNTS,
    "practice.name": "the name of a clinic, public",
    "public_text.by_name": OF_ACCOUNTS,
    "rate_count.key": PICKED,
    "removed_words.reason": "the trace itself; a reason with the removed words is refused",
    "review_post.mentions": PICKED,
    "rfa_attachment.storage_key": PICKED,
    "rfa_change_request.sections": PICKED,
    "rfa_faq_entry.email": OF_ACCOUNTS,
    "rfa_registration.email": OF_ACCOUNTS,
    "rfa_registration.password_hash": OF_ACCOUNTS,
    "rfa_retention_log.files_left": PICKED,
    "rfa_round.counties": PICKED,
    "rfa_round.form": "the questions that staff ask, published to everybody",
    "rfa_saved_view.query": "the filters of a list, in the form of an address",
    "rfa_section_draft.stale": PICKED,
    "session.device": PICKED,
}


def test_every_column_of_text_is_a_place_or_has_a_reason_not_to_be_one(app: Flask) -> None:
    named = {f"{place.key}.{part}" for place in PLACES for part in place.parts}
    texts = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, JSON) or _is_long(column.type)
    }

    assert texts - named - set(NOT_TYPED) == set(), "name them in the room `words` of the feature"


def test_no_reason_is_given_twice_or_for_nothing(app: Flask) -> None:
    named = {f"{place.key}.{part}" for place in PLACES for part in place.parts}
    columns = {f"{t.name}.{c.name}" for t in Model.metadata.sorted_tables for c in t.columns}

    assert set(NOT_TYPED) & named == set()
    assert set(NOT_TYPED) - columns == set()
    assert named - columns == set()


def test_every_place_is_named_once_and_its_page_is_there(app: Flask) -> None:
    keys = [place.key for place in PLACES]

    assert len(set(keys)) == len(keys)
    assert {place.page for place in PLACES if place.page} <= set(app.view_functions)


def _is_long(kind: object) -> bool:
    return isinstance(kind, String) and not hasattr(kind, "enums") and (kind.length or LONG) >= LONG
