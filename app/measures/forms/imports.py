"""What the browser may send about an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, TextAreaField
from wtforms.validators import Length

from app.core.confirming import Typed
from app.core.file_form import FileForm
from app.core.forms import PageForm
from app.measures.services.imports import LONGEST_WHY, Choices


class UploadForm(FileForm):
    nameless = "spreadsheet"
    file = FileField(
        "Your spreadsheet",
        description="Excel (.xlsx) or .csv, up to 5 MB and 5,000 rows. Counts only: no names,"
        " birth dates or chart numbers.",
        render_kw={"accept": ".xlsx,.csv,text/csv"},
    )


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
