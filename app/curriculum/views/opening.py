"""Fetching what the staff pages of the curriculum are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request

from app.core.clock import now
from app.core.forms import PageForm
from app.curriculum.domain import publishing
from app.curriculum.domain.kinds import VersionStatus
from app.curriculum.domain.publishing import Deed
from app.curriculum.models import Module, ModuleVersion
from app.curriculum.queries import modules, versions
from app.curriculum.queries.versions import Standing
from app.curriculum.services import contents
from app.policy import current_actor

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@dataclass(frozen=True, slots=True)
class Opened:
    """A version with its module, its status, and what this person can do with it now."""

    module: Module
    standing: Standing
    editors: frozenset[int]

    @property
    def row(self) -> ModuleVersion:
        return self.standing.row

    @property
    def status(self) -> VersionStatus:
        return self.standing.status

    @property
    def address(self) -> str:
        return f"/staff/curriculum/{self.module.key}/{self.row.number}"

    @property
    def name(self) -> str:
        return f"{self.row.title}, version {self.row.number}"

    @property
    def is_mine(self) -> bool:
        """Whether this person wrote in it."""
        return current_actor().person_id in self.editors

    @property
    def left_to_others(self) -> str:
        """Why this person leaves the next step to others, as they wrote in it; "" otherwise."""
        return publishing.left_to_others(self.status) if self.is_mine else ""

    def objection(self, deed: Deed) -> str:
        """Why this person cannot do this to it now; "" when they can."""
        return publishing.objection(deed, self.status, is_editor=self.is_mine)

    @property
    def possible(self) -> frozenset[Deed]:
        return publishing.possible(self.status, is_editor=self.is_mine)


def opened(module: str, number: int) -> Opened:
    """The version that an address names; raises `Missing`."""
    of = modules.module(module)
    row = modules.version(of.id, number)
    return Opened(of, versions.stands(row, now()), versions.editors([row.id])[row.id])


def closed(of: Opened, lesson: str = "") -> ResponseReturnValue | None:
    """The page that says why nobody may write in a version now; None while it is a draft."""
    words = contents.closed_words(of.row)
    if not words or request.method != "GET":
        return None
    return render_template("curriculum/edit/closed.html", of=of, words=words, lesson=lesson), 409


def invalid(form: PageForm) -> int:
    """The status of a page that shows a form."""
    return 422 if form.errors or form.form_errors else 200
