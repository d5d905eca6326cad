"""Static files under addresses that change with their content: browsers may keep them forever."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
from whitenoise import WhiteNoise

from config import ROOT

if TYPE_CHECKING:
    from flask import Flask

FOLDER = ROOT / "static"
ONE_YEAR = 31_536_000
COMPRESSED = frozenset({".css", ".js", ".svg"})
BEST, QUICK, LARGE = 11, 5, 200_000
"""How hard to compress small and large files: all together take a quarter of a second, once."""


@lru_cache(maxsize=1)
def edition() -> str:
    """A fingerprint of every static file; a new one whenever any of them changes."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix not in {".br", ".gz"}:
            digest.update(path.relative_to(FOLDER).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file such as `css/cares.css`."""
    return f"/static/{edition()}/{path}"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    files = WhiteNoise(
        app.wsgi_app,
        max_age=ONE_YEAR,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_protect,
        allow_all_origins=False,
    )
    if FOLDER.is_dir():
        folder = _served(Path(app.config["DATA_FOLDER"]))
        files.add_files(str(folder), prefix=f"static/{edition()}/")
        icon = Path(FOLDER, "img", "favicon.svg")
        if icon.is_file():
            files.files["/favicon.ico"] = files.get_static_file(str(icon), "/favicon.ico")
    app.wsgi_app = files  # type: ignore[method-assign]  # how WSGI middleware is put in


def _served(data_folder: Path) -> Path:
    """A copy of the static files with a brotli version beside each text, made once per edition.

    Processes that start together each make one; the first to finish wins. Where nothing
    can be written, the files are served as they are.
    """
    place = data_folder / f"static-{edition()}"
    if not place.is_dir():
        with (
            suppress(OSError),
            tempfile.TemporaryDirectory(prefix="static-", dir=data_folder) as empty,
        ):
            made = Path(shutil.copytree(FOLDER, Path(empty, "static")))
            for name, content in _brotli().items():
                (made / name).write_bytes(content)
            made.rename(place)
    return place if place.is_dir() else FOLDER


@lru_cache(maxsize=1)
def _brotli() -> dict[str, bytes]:
    """The compressed texts by the names of their files."""
    texts = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in COMPRESSED]
    contents = {path: path.read_bytes() for path in texts}
    return {
        f"{path.relative_to(FOLDER)}.br": brotli.compress(
            content, quality=QUICK if len(content) > LARGE else BEST
        )
        for path, content in contents.items()
    }


def _protect(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
