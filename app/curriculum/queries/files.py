"""The files of modules, as texts name them."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.curriculum.domain.files import File
from app.curriculum.models import ModuleFile


def of_module(module_id: int) -> dict[int, File]:
    """Every file of a module by its number, also those taken away: older versions name them."""
    rows = db.session.scalars(
        select(ModuleFile).where(ModuleFile.module_id == module_id).order_by(ModuleFile.id)
    )
    return {
        row.id: File(row.id, row.use, row.name, row.media_type, row.size, row.width, row.height)
        for row in rows
    }
