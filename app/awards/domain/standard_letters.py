"""The letters that a round begins with; staff change them under Letters."""

from __future__ import annotations

from collections.abc import Mapping

from app.awards.domain.kinds import LetterKind
from app.awards.domain.letters import Words

_CLOSE = "Sincerely,\n\n{{signer_name}}\n{{signer_title}}"
_APPEAL = (
    "If you think that we made a mistake, you can ask us to look again until {{appeal_by}}. "
    "The portal shows you how."
)
_ACCEPT = (
    "Sign in to the portal to accept or decline this award. We need your answer by {{accept_by}}."
)


def _letter(subject: str, *paragraphs: str) -> Words:
    return Words(subject, "\n\n".join(("Dear {{lead_name}},", *paragraphs, _CLOSE)))


STANDARD: Mapping[LetterKind, Words] = {
    LetterKind.AWARD: _letter(
        "{{round}}: an award for {{practice}}",
        "Thank you for your application {{reference}}. We are glad to tell you that {{practice}} "
        "was chosen for {{round}}.",
        "Our reviewers read every application with care. Yours showed that your team is ready "
        "to work on better care for children with special health care needs.",
        _ACCEPT,
        "After you accept, the portal shows you the next steps, one at a time.",
    ),
    LetterKind.AWARD_WITH_CONDITIONS: _letter(
        "{{round}}: an award with conditions for {{practice}}",
        "Thank you for your application {{reference}}. We are glad to tell you that {{practice}} "
        "was chosen for {{round}}. The award has these conditions:",
        "{{conditions}}",
        _ACCEPT,
        _APPEAL,
    ),
    LetterKind.WAIT_LIST: _letter(
        "{{round}}: {{practice}} is on the wait list",
        "Thank you for your application {{reference}}. We had more good applications than places. "
        "{{practice}} has place {{wait_list_place}} on our wait list.",
        "When a place becomes free, we call the practices in this order. You do not have to do "
        "anything now.",
        _APPEAL,
    ),
    LetterKind.DECLINE: _letter(
        "{{round}}: our decision about {{practice}}",
        "Thank you for your application {{reference}}. We cannot offer {{practice}} a place in "
        "{{round}}. We had more good applications than places.",
        "We know how much work you put into it. We hope that you apply again.",
        _APPEAL,
    ),
    LetterKind.PROMOTION: _letter(
        "{{round}}: a place for {{practice}}",
        "A place in {{round}} became free, and we are glad to offer it to {{practice}}.",
        _ACCEPT,
        "After you accept, the portal shows you the next steps, one at a time.",
    ),
}
"""By kind; "{{signer_name}}" comes from the settings of the round's awards."""
