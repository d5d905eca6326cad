"""The same figure for Plotly, as plain JSON: opened only when somebody asks to zoom."""

from __future__ import annotations

from typing import Any

import orjson
from markupsafe import Markup

from app.charts.domain.figure import Figure, Meaning, MedianKind, Point
from app.charts.domain.layout import axis
from app.charts.domain.words import point_words
from app.charts.presenters.page_chart import end_labels
from app.charts.presenters.svg import marked, safe

INK, LINE, LEAF, GRID = "#1a2626", "#565c65", "#0f6460", "#e6e6e2"
_LOOK = {Meaning.BETTER: ("diamond", "#005ea2"), Meaning.WORSE: ("square", "#c05600")}
HEIGHT = 400


def zoom_json(figure: Figure) -> Markup:
    """The Plotly figure as JSON that may stand inside a script element."""
    text = orjson.dumps(zoom_figure(figure)).decode()
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return Markup(text)  # noqa: S704  # nothing is left in it that could end the script


def zoom_figure(figure: Figure) -> dict[str, Any]:
    """Describe `figure` in Plotly's own words: traces, layout and configuration."""
    return {
        "data": [_values(figure), *_medians(figure), *_goal(figure)],
        "layout": _layout(figure),
        "config": {"displayModeBar": False, "responsive": True, "displaylogo": False},
    }


def _days(figure: Figure, first: int = 0, last: int | None = None) -> list[str]:
    chosen = figure.points[first : None if last is None else last + 1]
    return [point.period.isoformat() for point in chosen]


def _values(figure: Figure) -> dict[str, Any]:
    looks = [_look(point) for point in figure.points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "Value",
        "x": _days(figure),
        "y": [point.value for point in figure.points],
        "text": [safe(point_words(figure, point)) for point in figure.points],
        "hovertemplate": "%{text}<extra></extra>",
        "connectgaps": False,
        "line": {"color": LINE, "width": 2},
        "marker": {
            "size": 10,
            "symbol": [symbol for symbol, _, _ in looks],
            "color": [fill for _, fill, _ in looks],
            "line": {"color": [edge for _, _, edge in looks], "width": 2},
        },
    }


def _look(point: Point) -> tuple[str, str, str]:
    """Symbol, fill and edge of a marker: the shapes of the page."""
    if point.is_excluded:
        return "circle-x-open", LINE, LINE
    symbol, colour = _LOOK.get(marked(point) or Meaning.SAME, ("", ""))
    soft = point.is_small or point.is_estimate
    if symbol:
        return symbol, "#fff" if soft else colour, colour if soft else "#fff"
    return "triangle-up" if point.is_estimate else "circle", "#fff", LINE


def _medians(figure: Figure) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "Starting median" if line.kind is MedianKind.START else "Median",
            "x": _days(figure, line.first, line.last),
            "y": [line.value] * (line.last - line.first + 1),
            "line": {"color": INK, "width": 1 if line.carried else 2, "dash": "dash"},
            "hoverinfo": "skip",
        }
        for line in figure.medians
    ]


def _goal(figure: Figure) -> list[dict[str, Any]]:
    if figure.goal is None:
        return []
    ends = [_days(figure)[0], _days(figure)[-1]]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": "Goal",
            "x": ends,
            "y": [figure.goal] * len(ends),
            "line": {"color": LEAF, "width": 2.5, "dash": "dot"},
            "hoverinfo": "skip",
        }
    ]


def _layout(figure: Figure) -> dict[str, Any]:
    scale = axis(figure)
    font = {"family": "Public Sans Web, Arial, sans-serif", "size": 14, "color": "#465252"}
    return {
        "font": font,
        "height": HEIGHT,
        "margin": {"l": 60, "r": 110, "t": 20, "b": 45},
        "paper_bgcolor": "#fff",
        "plot_bgcolor": "#fff",
        "showlegend": False,
        "dragmode": "zoom",
        "hovermode": "closest",
        "xaxis": {"gridcolor": "#fff", "tickformat": "%b\n%Y", "dtick": "M3"},
        "yaxis": {
            "range": [0, scale.top],
            "tickvals": list(scale.ticks),
            "ticktext": [figure.scale.shown(tick) for tick in scale.ticks],
            "gridcolor": GRID,
            "zeroline": False,
        },
        "annotations": [
            {
                "x": 1.01,
                "xref": "paper",
                "xanchor": "left",
                "y": scale.top * (1 - down / 100),
                "text": words,
                "showarrow": False,
                "font": {
                    "color": LEAF if kind == "goal" else INK,
                    "weight": 700 if kind == "now" else 400,
                },
            }
            for down, kind, words in end_labels(figure, scale, 6.5)
        ],
    }
