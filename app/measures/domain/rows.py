"""A row of the month page on its way from the browser to the cell."""

from __future__ import annotations

from dataclasses import dataclass

from app.measures.domain.checks import Typed
from app.measures.domain.kinds import Source


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was typed, and the version of the cell that its writer saw."""

    typed: Typed
    source: Source | None
    sample_size: int | None
    seen_version: int
