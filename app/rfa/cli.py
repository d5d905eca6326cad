"""`flask files sweep`: delete stored files that belong to nothing."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.clock import now
from app.core.db import reading
from app.curriculum.services import files as module_files
from app.events.services import materials
from app.rfa.services import attachments

files = AppGroup("files", help="Uploaded files.")


@files.command("sweep")
def sweep_command() -> None:
    """Delete files whose upload broke off a day ago or earlier, so that nothing names them."""
    with reading():
        count = sum(one.sweep(at=now()) for one in (attachments, materials, module_files))
    click.echo(f"{count} files that belonged to nothing were deleted.")
