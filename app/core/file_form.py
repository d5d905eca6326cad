"""A form that brings a file."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import ClassVar

from werkzeug.datastructures import FileStorage
from wtforms import Field, FileField
from wtforms.validators import ValidationError

from app.core.forms import PageForm
from app.core.text import clean_line

LONGEST_NAME = 200


class FileForm(PageForm):
    """A form with one file that must be there; `nameless` is what one without a name is called."""

    nameless: ClassVar[str] = "file"
    file = FileField("File")

    def validate_file(self, field: Field) -> None:
        if not self.has_file:
            raise ValidationError("Choose a file first")
        del field

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen."""
        return isinstance(self.file.data, FileStorage) and bool(self.file.data.filename)

    @property
    def filename(self) -> str:
        """The name of the file without any folders."""
        name = clean_line(str(self.file.data.filename))
        return PurePosixPath(PureWindowsPath(name).name).name[:LONGEST_NAME] or self.nameless

    def content(self) -> bytes:
        """The bytes of the file; the size of requests is bounded before."""
        sent: FileStorage = self.file.data
        try:
            return sent.stream.read()
        finally:
            sent.close()
