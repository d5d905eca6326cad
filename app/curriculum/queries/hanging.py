"""What hangs on a module, for whoever is about to archive it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.curriculum.domain import codec
from app.curriculum.domain.kinds import Gate
from app.curriculum.models import LearningAssignment, Module, ModuleVersion
from app.curriculum.queries import assignments, modules


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a module: modules that ask for it, by title, and what is assigned of it.

    `stays`: something of it will be there to learn, so those modules go on asking for it.
    """

    is_required: bool
    asked_by: tuple[str, ...]
    assigned: tuple[LearningAssignment, ...]
    stays: bool


def hanging(module: Module, version: ModuleVersion | None = None) -> Hanging:
    """What hangs on a module, of which this version, or all of it, is to be archived: two
    statements, and one more for a version.
    """
    rows = db.session.execute(
        select(Module.key, ModuleVersion.title, ModuleVersion.prerequisites)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .where(
            Module.id != module.id,
            Module.archived_at.is_(None),
            ModuleVersion.archived_at.is_(None),
        )
        .order_by(Module.position, Module.id, ModuleVersion.number)
    )
    asking = {
        key: title
        for key, title, kept in rows
        if any(
            one.of == module.key and one.gate in {Gate.MODULE, Gate.QUIZ}
            for one in codec.prerequisites(kept)
        )
    }
    assigned = [one for one in assignments.in_force() if one.module_id == module.id]
    stays = version is not None and any(
        row.approved_at is not None and row.archived_at is None and row.id != version.id
        for row in modules.versions_of([module.id])[module.id]
    )
    return Hanging(module.is_required, tuple(asking.values()), tuple(assigned), stays)
