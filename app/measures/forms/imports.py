"""What the browser may send about an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField, TextAreaField
from wtforms.validators import Length, ValidationError

from app.core.confirming import Typed
from app.core.forms import PageForm
from app.core.text import clean_line
from app.measures.services.imports import LONGEST_WHY, Choices

if TYPE_CHECKING:
    from wtforms import Field

LONGEST_NAME = 200


class UploadForm(PageForm):
    file = FileField(
        "Your spreadsheet",
        description="Excel (.xlsx) or .csv, up to 5 MB and 5,000 rows. Counts only: no names,"
        " birth dates or chart numbers.",
        render_kw={"accept": ".xlsx,.csv,text/csv"},
    )

    def validate_file(self, field: Field) -> None:
        if not (isinstance(field.data, FileStorage) and field.data.filename):
            raise ValidationError("Choose a file first.")

    @property
    def filename(self) -> str:
        """The name of the file without any folders."""
        name = clean_line(str(self.file.data.filename))
        return PurePosixPath(PureWindowsPath(name).name).name[:LONGEST_NAME] or "spreadsheet"

    def content(self) -> bytes:
        """The bytes of the file; the size of requests is bounded before."""
        sent: FileStorage = self.file.data
        try:
            return sent.stream.read()
        finally:
            sent.close()


class ConfirmForm(PageForm):
    """What to do with the rows of a file; `said` are the texts in its cells by place."""

    seen = HiddenField()
    only_good = BooleanField(
        "Import only the good rows",
        description="The rows listed above are left out. You can correct and upload them later.",
    )
    send = BooleanField(
        "Send them too",
        description="They show on your charts at once. Leave it empty to save them as drafts.",
    )
    why = TextAreaField(
        "Why are the marked numbers right?",
        [Length(max=LONGEST_WHY, message=f"Use {LONGEST_WHY} characters or fewer.")],
        description="Becomes the note of each marked number. No names, birth dates or chart"
        " numbers.",
    )

    def __init__(self, said: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._said = said or {}

    def other_words(self) -> Iterable[Typed]:
        return [Typed(place, place, text) for place, text in self._said.items()]

    @property
    def choices(self) -> Choices:
        return Choices(
            seen=str(self.seen.data or ""),
            only_good=bool(self.only_good.data),
            send=bool(self.send.data),
            why=str(self.why.data or ""),
        )
