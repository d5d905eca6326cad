"""What features give to a feature below them, which may not import them.

Each is given once, while the portal is made; the feature below asks for all of one kind.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app


def add_part(app: Flask, kind: str, part: object) -> None:
    """Give `part` to whoever asks for parts of that kind."""
    app.extensions.setdefault(f"parts: {kind}", []).append(part)


def parts(kind: str) -> tuple[Any, ...]:
    """Every part of that kind, in the order in which they were given."""
    return tuple(current_app.extensions.get(f"parts: {kind}", ()))
