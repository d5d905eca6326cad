"""Static files under addresses that change with their content: browsers may keep them forever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whitenoise import WhiteNoise

from config import ROOT

if TYPE_CHECKING:
    from flask import Flask

FOLDER = ROOT / "static"
ONE_YEAR = 31_536_000


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
        files.add_files(str(FOLDER), prefix=f"static/{edition()}/")
        icon = Path(FOLDER, "img", "favicon.svg")
        if icon.is_file():
            files.files["/favicon.ico"] = files.get_static_file(str(icon), "/favicon.ico")
    app.wsgi_app = files  # type: ignore[method-assign]  # how WSGI middleware is put in


def _protect(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
