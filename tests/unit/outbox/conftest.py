from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.core.db import transaction
from app.outbox import services
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


@pytest.fixture
def put(app: Flask) -> Callable[..., None]:
    """Queue a mail and commit: put("first", to="a@example.org")."""
    app.extensions["clock"].set(build.NOON)

    def queue(key: str = "first", **given: Any) -> None:
        words = {
            "to": f"{key}@example.org",
            "subject": f"About {key}",
            "body": "Please look at the portal.",
            "at": build.NOON,
        }
        with transaction():
            services.queue("notice", key=key, **words | given)

    return queue
