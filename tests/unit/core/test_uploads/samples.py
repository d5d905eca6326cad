"""One good file of each kind, and two ways to show a file to the portal."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from fpdf import FPDF
from PIL import Image

from app.core.errors import Refused
from app.core.uploads import FileKind, Inspected, inspect

MEGABYTE = 1024 * 1024


def pdf() -> bytes:
    page = FPDF()
    page.add_page()
    return bytes(page.output())


def picture(form: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(written, form)
    return written.getvalue()


def document() -> bytes:
    written = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("We want to join.")
    made.save(written)
    return written.getvalue()


def workbook() -> bytes:
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    return written.getvalue()


def presentation(**more: bytes) -> bytes:
    """A presentation without slides, of the least parts and `more`."""
    office = "application/vnd.openxmlformats-officedocument"
    space = "http://schemas.openxmlformats.org"
    main = f"{office}.presentationml.presentation.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/package/2006/relationships"/>',
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{space}/presentationml/2006/main"/>',
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*parts.items(), *more.items()):
            archive.writestr(name, content)
    return written.getvalue()


GOOD = {
    FileKind.PDF: pdf(),
    FileKind.DOCX: document(),
    FileKind.XLSX: workbook(),
    FileKind.PPTX: presentation(),
    FileKind.CSV: b"clinic,visits\nBiloxi,12\n",
    FileKind.TXT: "Niños y niñas: all of them.\n".encode(),
    FileKind.VTT: b"WEBVTT\n\n00:01.000 --> 00:04.000\nGood morning.\n",
    FileKind.PNG: picture("PNG"),
    FileKind.JPG: picture("JPEG"),
}


def look(
    content: bytes, *allowed: FileKind, name: str = "", most: int = 20 * MEGABYTE
) -> Inspected:
    return inspect(content, allowed=allowed or tuple(FileKind), most_bytes=most, name=name)


def refusal(content: bytes, *allowed: FileKind, name: str = "", most: int = 20 * MEGABYTE) -> str:
    with pytest.raises(Refused) as refused:
        look(content, *allowed, name=name, most=most)
    return refused.value.message
