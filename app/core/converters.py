"""Typed, bounded parts of addresses: what does not fit is a 404 before any code runs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from werkzeug.routing import BaseConverter, ValidationError

if TYPE_CHECKING:
    from flask import Flask

LARGEST_ID = 2**31 - 1


class IdConverter(BaseConverter):
    """A row's number, within what both databases hold."""

    regex = r"[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


class SlugConverter(BaseConverter):
    """A key: lower-case letters, digits and hyphens."""

    regex = r"[a-z0-9](?:[a-z0-9-]{0,59})"


class KeyConverter(BaseConverter):
    """The key of a question, such as B4 or Q12_a: letters of both cases count."""

    regex = r"[A-Za-z][A-Za-z0-9_]{0,39}"


class PeriodConverter(BaseConverter):
    """A month such as 2026-11, as the first day of that month."""

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        year, month = value.split("-")
        return dt.date(int(year), int(month), 1)

    def to_url(self, value: Any) -> str:
        return str(value)[:7]


class NameConverter(BaseConverter):
    """The name of a file, at the end of the address that hands it out."""

    regex = r"[^/\\\x00-\x1f\x7f]{1,255}"


class TokenConverter(BaseConverter):
    """The secret part of a link in a mail."""

    regex = r"[A-Za-z0-9_-]{20,100}"


def init_app(app: Flask) -> None:
    app.url_map.converters |= {
        "id": IdConverter,
        "slug": SlugConverter,
        "key": KeyConverter,
        "name": NameConverter,
        "period": PeriodConverter,
        "token": TokenConverter,
    }
