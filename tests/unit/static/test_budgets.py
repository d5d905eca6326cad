"""What browsers must load stays small, is vendored with its licence, and can be read."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from config import ROOT

if TYPE_CHECKING:
    from pathlib import Path

STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
LARGEST_CSS = 60_000
LARGEST_CSS_OF_A_FEATURE = 10_000
LARGEST_JS = 20_000
TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink-2", "canvas"),
    ("ink-3", "paper"),
    ("leaf-6", "paper"),
    ("leaf-6", "canvas"),
    ("leaf-8", "paper"),
    ("ok", "ok-bg"),
    ("due", "due-bg"),
    ("bad", "bad-bg"),
    ("info", "info-bg"),
    ("gold", "leaf-8"),
    ("c-bad-ink", "paper"),
]
GRAPHIC_PAIRS = [
    ("line-3", "paper"),
    ("focus", "canvas"),
    ("c-line", "paper"),
    ("c-good", "paper"),
    ("c-bad", "paper"),
    ("c-goal", "paper"),
]


def test_the_style_sheet_stays_within_its_budget() -> None:
    assert (STATIC / "css" / "cares.css").stat().st_size < LARGEST_CSS


def test_the_style_sheets_of_features_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (STATIC / "css").glob("*.css")}
    sizes.pop("cares.css")

    assert max(sizes.values()) < LARGEST_CSS_OF_A_FEATURE, sizes


def test_the_scripts_of_any_page_stay_within_their_budget() -> None:
    sizes = {path.name: path.stat().st_size for path in (STATIC / "js").glob("*.js")}
    everywhere = sizes.pop("cares.js")

    assert everywhere + max(sizes.values()) < LARGEST_JS, sizes


def test_every_vendored_file_is_listed_with_its_checksum() -> None:
    listed = (STATIC / "vendor" / "VENDOR.md").read_text(encoding="utf-8")
    files = [
        path
        for path in (STATIC / "vendor").rglob("*")
        if path.suffix in {".js", ".css", ".woff2"} and path.is_file()
    ]

    assert files
    for path in files:
        assert path.relative_to(STATIC / "vendor").as_posix() in listed
        assert hashlib.sha256(path.read_bytes()).hexdigest() in listed, path.name


def test_the_zoom_view_is_drawn_by_the_release_that_the_python_package_carries() -> None:
    import plotly

    package = plotly.__path__[0]
    with open(f"{package}/package_data/plotly.min.js", encoding="utf-8") as script:
        theirs = re.search(r"plotly\.js v([\d.]+)", script.read(400))
    ours = next((STATIC / "vendor" / "plotly").glob("plotly-basic-*.min.js")).name

    assert theirs is not None
    assert ours == f"plotly-basic-{theirs.group(1)}.min.js"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=str)
def test_no_template_styles_or_scripts_in_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=", text), "use a class or an SVG attribute"
    assert not re.search(r"<[^>]+\son[a-z]+=", text), "use a module in static/js"
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text), "no inline script"
    assert "|safe" not in text.replace(" ", ""), "give Markup from Python instead"


def test_every_component_begins_with_its_contract() -> None:
    silent = [
        path.name
        for path in (TEMPLATES / "components").glob("*.html")
        if not path.read_text(encoding="utf-8").startswith("{#-")
    ]

    assert silent == []


def _colours() -> dict[str, str]:
    css = (STATIC / "css" / "cares.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})\b", css))
    return {name: _long(value) for name, value in found.items()}


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    """The ratio of WCAG 2.2, success criterion 1.4.3."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    colours = _colours()

    assert _contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize(("ink", "ground"), GRAPHIC_PAIRS)
def test_lines_and_borders_stand_out_from_their_ground(ink: str, ground: str) -> None:
    colours = _colours()

    assert _contrast(colours[ink], colours[ground]) >= 3
