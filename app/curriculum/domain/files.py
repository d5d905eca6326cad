"""What a text must know about a file that it names."""

from __future__ import annotations

from dataclasses import dataclass

from app.curriculum.domain.kinds import FileUse


@dataclass(frozen=True, slots=True)
class File:
    """A file of a module; texts write `file:12`. Pictures have a width and a height."""

    id: int
    use: FileUse
    name: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
