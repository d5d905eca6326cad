"""What clinics of the rounds that are over wrote in their own words, by clinic and section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.operations.demo import fast_track_answers, pilot_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.operations.demo.application_answers import Answers

OWN_WORDS: Mapping[str, Mapping[str, Answers]] = {
    **fast_track_answers.WORDS,
    **pilot_answers.WORDS,
}
