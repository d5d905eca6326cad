from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.operations.demo import load
from tests.support import build

if TYPE_CHECKING:
    from flask import Flask

    from app.operations.demo.rows import Rows


@pytest.fixture(scope="session")
def made(_portal: Flask) -> Rows:
    """The demonstration in November 2026; built once, only read."""
    with _portal.app_context():
        return load.build(build.NOON)
