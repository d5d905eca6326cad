"""What somebody chose, in words, to give it back where it cannot be kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Field

Chosen = tuple[tuple[str, tuple[str, ...]], ...]
"""Each question with the words of its choices."""


def chosen(fields: Iterable[Field]) -> Chosen:
    """Each question that was answered, with the words that were chosen."""
    found = ((field.label.text, _words(field)) for field in fields)
    return tuple((question, words) for question, words in found if words)


def _words(field: Any) -> tuple[str, ...]:
    sent = field.data if isinstance(field.data, list) else [field.data]
    return tuple(one.label for one in field.choices if one.value in sent)
