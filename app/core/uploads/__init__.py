"""What somebody sends us, before it is kept: what is it really, and is it safe to keep?

Start at `inspect`, before a transaction begins: a scanner may take seconds. `kinds` has the
kinds of files and what to call them, `content` tells them apart, `packages` looks into Word
and Excel files, `scanner` asks the virus scanner. `bare` takes out of a picture what its camera
wrote beside it, `refuse_huge` turns away one that no page could show, `sides` measures it;
`words_of` reads what a search finds a file by, PDFs with `pdf_reader`.
"""

from app.core.uploads.inside import words_of
from app.core.uploads.inspection import Inspected, inspect
from app.core.uploads.kinds import FileKind
from app.core.uploads.names import in_words, safe_name
from app.core.uploads.pictures import bare, refuse_huge
from app.core.uploads.pixels import Sides, sides

__all__ = [
    "FileKind",
    "Inspected",
    "Sides",
    "bare",
    "in_words",
    "inspect",
    "refuse_huge",
    "safe_name",
    "sides",
    "words_of",
]
