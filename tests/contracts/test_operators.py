"""The pages for operators name what there is: settings, commands, checks."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from app.operations import readiness
from config import ROOT, Config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

FOLDER = ROOT / "docs" / "operators"
SETTINGS = (FOLDER / "settings.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^### `(\w+)`$", SETTINGS, re.MULTILINE)
READ = re.findall(
    r'(?:given\.get\(|_whole\(given, )"(\w+)"', (ROOT / "config.py").read_text(encoding="utf-8")
)
OF_THE_SERVER = {"HOST", "PORT"}


def test_every_setting_has_its_own_heading() -> None:
    assert set(HEADINGS) == set(READ) | OF_THE_SERVER, "complete docs/operators/settings.md"
    assert len(HEADINGS) == len(set(HEADINGS))


def test_the_example_lists_every_setting_but_the_one_that_is_refused() -> None:
    listed = re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)

    assert set(listed) == set(READ) - {"FLASK_DEBUG"}, "complete .env.example"


def test_a_shell_can_read_the_example_with_every_line_in_use(tmp_path: Path) -> None:
    """Commands by hand and by cron read the settings with a shell, systemd without one."""
    settings = tmp_path / "portal.env"
    settings.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE))

    read = subprocess.run(
        ["sh", "-c", 'set -eua; . "$0"; env', settings], capture_output=True, text=True, check=True
    )

    assert read.stderr == ""
    assert f"MAIL_FROM={Config.MAIL_FROM.replace('localhost', 'example.org')}" in read.stdout
    assert f"SECOND_FACTOR_ROLES={','.join(Config.SECOND_FACTOR_ROLES)}" in read.stdout


@pytest.mark.parametrize(
    "name",
    [
        "IDLE_MINUTES_TEAM",
        "IDLE_MINUTES_STAFF",
        "SESSION_HOURS",
        "INVITATION_DAYS",
        "RESET_MINUTES",
        "HELP_PHONE",
        "MAIL_FROM",
    ],
)
def test_the_defaults_are_those_of_the_code(name: str) -> None:
    text = SETTINGS.split(f"### `{name}`", maxsplit=1)[1].split("###", maxsplit=1)[0]

    assert str(getattr(Config, name)) in text


def test_every_link_between_the_pages_leads_somewhere() -> None:
    for page in FOLDER.glob("*.md"):
        for target in re.findall(r"\]\(([\w.-]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (FOLDER / target).is_file(), f"{page.name} links to {target}"


def test_every_flask_command_that_a_page_names_exists(app: Flask) -> None:
    for page in FOLDER.glob("*.md"):
        for first, second in re.findall(r"\bflask ([a-z]+)(?: ([a-z]+))?", page.read_text()):
            command = app.cli.commands.get(first)
            assert command is not None, f"{page.name}: flask {first}"
            inner = getattr(command, "commands", None)
            assert inner is None or second in inner, f"{page.name}: flask {first} {second}"


def test_every_check_of_readiness_is_explained(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    readiness.add_checks(app)
    explained = re.findall(r"^\| `(\w+)` \|", (FOLDER / "health.md").read_text(), re.MULTILINE)

    assert set(explained) == set(app.extensions["readiness"])
