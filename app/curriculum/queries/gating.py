"""What stands between a version and its approval."""

from __future__ import annotations

from app.curriculum.domain import codec, gate, publishing
from app.curriculum.domain.publishing import Obstacle
from app.curriculum.models import ModuleVersion
from app.curriculum.queries import contents, files


def accessibility(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """What keeps some people from using a version, with its places."""
    found = gate.problems(contents.lessons(version.id), files.of_module(version.module_id))
    return tuple(Obstacle(one.sentence, one.lesson_key, one.language, one.where) for one in found)


def unfinished(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """What is not written yet in a version."""
    return publishing.unfinished(contents.lessons(version.id), codec.quiz(version.quiz))


def obstacles(version: ModuleVersion) -> tuple[Obstacle, ...]:
    """Everything that must be mended before a version is approved."""
    return (*unfinished(version), *accessibility(version))
