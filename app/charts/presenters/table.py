"""The numbers of a chart as a table on the page and as a CSV file: the same values in both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from markupsafe import Markup

from app.charts.domain.figure import Figure, Gap, Point
from app.charts.domain.words import source_words, table_note
from app.charts.presenters.svg import joined, safe
from app.measures.domain.kinds import MeasureKind

NUMBER_CLASS = ' class="num"'
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
VALUE_NAMES = {
    MeasureKind.PERCENT: "Percent",
    MeasureKind.RATE: "Rate",
    MeasureKind.COUNT: "Count",
    MeasureKind.MEAN: "Mean",
    MeasureKind.TIME_BETWEEN: "Time between",
}


def table(figure: Figure) -> Markup:
    """Every period, newest first, with numerator, denominator, value, source and note."""
    heads = joined(
        f'<th scope="col"{NUMBER_CLASS if number else ""}>{safe(words)}</th>'
        for words, number in _columns(figure)
    )
    body = joined(_row(figure, point) for point in reversed(figure.points))
    return Markup(  # noqa: S704  # every text inside went through safe()
        '<table class="tbl tbl--stack" data-testid="chart-table"><thead><tr>'
        f"{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _columns(figure: Figure) -> list[tuple[str, bool]]:
    counted = [("Top number", True), ("Bottom number", True)]
    return [
        (figure.scale.period_word.capitalize(), False),
        *(counted if figure.definition.has_denominator else ()),
        (VALUE_NAMES[figure.scale.kind], True),
        ("Source", False),
        ("Note", False),
    ]


def _row(figure: Figure, point: Point) -> str:
    cells = [
        (words, f' class="num" data-l="{head}"' if number else f' data-l="{head}"')
        for (head, number), words in zip(_columns(figure)[1:], _cells(figure, point), strict=True)
    ]
    said = joined(
        f"<td{attrs}>{safe(words)}</td>" if words else "<td></td>" for words, attrs in cells
    )
    period = figure.scale.period(point.period)
    return (
        f'<tr data-key="{point.period:%Y-%m}"><th scope="row" class="nowrap">{period}</th>'
        f"{said}</tr>"
    )


def _cells(figure: Figure, point: Point) -> Iterator[str]:
    if figure.definition.has_denominator:
        yield _count(point.numerator)
        yield _count(point.denominator)
    yield _value(figure, point)
    yield source_words(point)
    yield table_note(point)


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"  # noqa: RUF001  # the sign for "none"


def _value(figure: Figure, point: Point) -> str:
    if point.value is not None:
        return figure.scale.shown(point.value)
    return "None eligible" if point.gap is Gap.NONE_ELIGIBLE else "No data"


def csv_text(figure: Figure) -> str:
    """The table as CSV, oldest first, for spreadsheets: no cell can start a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    value = VALUE_NAMES[figure.scale.kind].lower()
    sample = ("source", "sample size", "note", "late", "revised", "definition version")
    writer.writerow(["month", "numerator", "denominator", value, *sample, "median", "left out"])
    for point in figure.points:
        writer.writerow([quoted(str(cell)) for cell in _csv_cells(figure, point)])
    return out.getvalue()


def _csv_cells(figure: Figure, point: Point) -> Iterator[object]:
    yield f"{point.period:%Y-%m}"
    yield "" if point.numerator is None else point.numerator
    yield "" if point.denominator is None else point.denominator
    yield "" if point.value is None else _plain(figure, point.value)
    yield point.source.value if point.source else ""
    yield "" if point.sample_size is None else point.sample_size
    yield "nobody was eligible" if point.gap is Gap.NONE_ELIGIBLE and not point.note else point.note
    yield _yes(point.is_late)
    yield _yes(point.is_revised)
    yield "" if point.gap is Gap.MISSING else point.version
    yield next(
        (
            _plain(figure, line.value)
            for line in reversed(figure.medians)
            if line.first <= point.place <= line.last
        ),
        "",
    )
    yield _yes(point.is_excluded)


def _plain(figure: Figure, value: float) -> str:
    """A number as it is shown, without signs that a spreadsheet would not read."""
    return figure.scale.number(value).replace(",", "")


def _yes(applies: bool) -> str:
    return "yes" if applies else ""


def quoted(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection).

    >>> quoted("=1+1"), quoted("12")
    ("'=1+1", '12')
    """
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
