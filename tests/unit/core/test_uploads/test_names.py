from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.uploads import FileKind, safe_name


@given(st.text(), st.sampled_from(list(FileKind)))
def test_any_name_becomes_a_safe_one(name: str, kind: FileKind) -> None:
    safe = safe_name(name, kind)

    assert safe.endswith(f".{kind}")
    assert len(safe) <= 100
    assert len(safe) > len(f".{kind}")
    assert not set(safe) & set('/\\:*?"<>|')
    assert not any(unicodedata.category(char).startswith("C") for char in safe)
    assert not safe.startswith((".", " "))
    safe.encode("utf-8")
    assert safe_name(safe, kind) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Letter of support.pdf", "Letter of support.pdf"),
        ("C:\\Users\\ana\\letter.PDF", "letter.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("letter\u202efdp.exe", "letterfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie x=1.pdf"),
        ("Peña.docx", "Peña.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("...", "file.pdf"),
        ("letters/", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("report.final. .pdf", "report.final.pdf"),
    ],
)
def test_names_keep_what_people_know_them_by(name: str, safe: str) -> None:
    assert safe_name(name, FileKind.PDF) == safe
