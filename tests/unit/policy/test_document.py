from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.policy import Action, Role, document
from config import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask


def test_the_document_in_docs_is_fresh() -> None:
    written = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")

    assert written == document.markdown(), "Run: flask policy --write docs/policy.md"


def test_the_document_names_every_action_and_role() -> None:
    text = document.markdown()

    assert all(action in text for action in Action)
    assert all(role in text for role in Role)


def test_the_command_prints_every_route_with_methods_action_and_roles(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["policy", "--json"])

    routes = json.loads(printed.output)
    assert {route["endpoint"] for route in routes} == set(app.view_functions)
    assert all(route["methods"] for route in routes)
    outbox = next(route for route in routes if route["action"] == "OUTBOX_VIEW")
    assert outbox["roles"] == {
        "program staff": "any",
        "director": "any",
        "administrator": "any",
    }


def test_the_command_prints_or_writes_the_table(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    target = tmp_path / "policy.md"

    assert runner.invoke(args=["policy"]).output.strip() == document.markdown().strip()
    assert "Wrote" in runner.invoke(args=["policy", "--write", str(target)]).output
    assert target.read_text(encoding="utf-8") == document.markdown()
