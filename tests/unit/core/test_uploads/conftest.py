from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def settings() -> Iterator[dict[str, Any]]:
    """The settings of a portal without a scanner; a test may change them."""
    app = Flask(__name__)
    app.config["CLAMD_URL"] = ""
    with app.app_context():
        yield app.config
