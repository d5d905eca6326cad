"""The files of modules, as texts name them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Missing
from app.curriculum.domain import blocks
from app.curriculum.domain.files import File
from app.curriculum.models import LessonRow, LessonText, Module, ModuleFile


def of_module(module_id: int) -> dict[int, File]:
    """Every file of a module by its number, also those taken away: older versions name them."""
    rows = db.session.scalars(
        select(ModuleFile).where(ModuleFile.module_id == module_id).order_by(ModuleFile.id)
    )
    return {
        row.id: File(row.id, row.use, row.name, row.media_type, row.size, row.width, row.height)
        for row in rows
    }


def words_inside(module_id: int) -> dict[int, str]:
    """What the files of a module say, by their number, as far as we can read them."""
    rows = db.session.execute(
        select(ModuleFile.id, ModuleFile.words).where(
            ModuleFile.module_id == module_id, ModuleFile.words != ""
        )
    )
    return {file_id: words for file_id, words in rows}


def present(module_id: int) -> tuple[ModuleFile, ...]:
    """The files of a module that authors may choose from, the newest first."""
    return tuple(
        db.session.scalars(
            select(ModuleFile)
            .where(ModuleFile.module_id == module_id, ModuleFile.removed_at.is_(None))
            .order_by(ModuleFile.id.desc())
        )
    )


def file(module_id: int, file_id: int) -> ModuleFile:
    """One file of a module; raises `Missing`."""
    found = db.session.scalar(
        select(ModuleFile).where(ModuleFile.module_id == module_id, ModuleFile.id == file_id)
    )
    if found is None:
        raise Missing(file_id)
    return found


def stored(module_id: int, file_ids: Collection[int]) -> dict[int, ModuleFile]:
    """Some files of a module by their numbers; what is none of its files is left out."""
    rows = db.session.scalars(
        select(ModuleFile).where(ModuleFile.module_id == module_id, ModuleFile.id.in_(file_ids))
    )
    return {row.id: row for row in rows}


def file_with_module(file_id: int, name: str) -> tuple[ModuleFile, Module]:
    """The file with this number and name, and its module; raises `Missing`."""
    found = db.session.execute(
        select(ModuleFile, Module)
        .join(Module, Module.id == ModuleFile.module_id)
        .where(ModuleFile.id == file_id, ModuleFile.name == name)
    ).first()
    if found is None:
        raise Missing(file_id)
    return found[0], found[1]


def is_named(version_ids: Collection[int], file_id: int) -> bool:
    """Whether a written lesson of these versions names a file."""
    return bool(_naming(version_ids, file_id, drafts=False))


def titles_naming(version_id: int, file_id: int) -> list[str]:
    """The lessons of a version that name a file, in either language."""
    return list(dict.fromkeys(_naming([version_id], file_id, drafts=True)))


def _naming(version_ids: Collection[int], file_id: int, *, drafts: bool) -> list[str]:
    rows = db.session.execute(
        select(LessonText.title, LessonText.body)
        .join(LessonRow, LessonRow.id == LessonText.lesson_id)
        .where(
            LessonRow.version_id.in_(version_ids),
            LessonText.body.contains(str(file_id)),
            *(() if drafts else (LessonRow.is_draft.is_(False),)),
        )
        .order_by(LessonRow.position, LessonText.language)
    )
    return [title for title, body in rows if file_id in blocks.parse(body).file_ids]


def storage_keys() -> frozenset[str]:
    """Where every file of a row is stored."""
    return frozenset(db.session.scalars(select(ModuleFile.stored_as)))
