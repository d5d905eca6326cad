"""Rounds: when practices may apply, with which form, and what was asked about it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Json, Model
from app.rfa.domain.deadlines import Window


class Round(Model):
    """One Request for Application. Publishing it freezes its form and rubric.

    Its state (draft, scheduled, open, closed, archived) is computed from its instants and
    the clock. `form` is the document of `rfa.domain.parsing`; `counties` are those that may
    apply, empty for all 82; `cap` is the most dollars for one practice, none when the round
    does not pay.
    """

    __tablename__ = "rfa_round"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", "closes_after_opening"),
        CheckConstraint("grace_minutes BETWEEN 0 AND 1440", "grace_within_a_day"),
        CheckConstraint("awards BETWEEN 1 AND 500", "awards"),
        CheckConstraint("reviewers_each BETWEEN 1 AND 20", "reviewers_each"),
        CheckConstraint("cap IS NULL OR cap > 0", "cap"),
        CheckConstraint("patients_least >= 0", "patients_least"),
        CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)", "published_is_signed"
        ),
        CheckConstraint(
            "(seal_broken_at IS NULL) = (seal_broken_by_id IS NULL)", "broken_seal_is_signed"
        ),
        CheckConstraint("seal_broken_at IS NULL OR is_sealed", "only_seals_break"),
        CheckConstraint(
            "archived_at IS NULL OR published_at IS NOT NULL", "archived_was_published"
        ),
    )

    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200), unique=True)
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    questions_until: Mapped[dt.datetime | None]
    call_at: Mapped[dt.datetime | None]
    decision_on: Mapped[dt.date | None]
    starts_on: Mapped[dt.date | None]
    grace_minutes: Mapped[int] = mapped_column(default=0)
    awards: Mapped[int] = mapped_column(default=10)
    cap: Mapped[int | None]
    patients_least: Mapped[int] = mapped_column(default=100)
    counties: Mapped[Json] = mapped_column(default=lambda: {"only": []})
    reviewers_each: Mapped[int] = mapped_column(default=3)
    drafter_may_sign: Mapped[bool] = mapped_column(default=True)
    is_sealed: Mapped[bool] = mapped_column(default=False)
    seal_broken_at: Mapped[dt.datetime | None]
    seal_broken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    form: Mapped[Json]
    form_version: Mapped[int] = mapped_column(default=1)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("rfa_round.id"))
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[dt.datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    archived_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once

    @property
    def window(self) -> Window:
        """When applications are taken, extensions aside."""
        return Window(self.opens_at, self.closes_at, dt.timedelta(minutes=self.grace_minutes))

    @property
    def pays(self) -> bool:
        """Whether awarded practices get money, so that a budget is asked."""
        return self.cap is not None

    @property
    def only_counties(self) -> tuple[str, ...]:
        """The counties that may apply; empty for all."""
        return tuple(self.counties.get("only", ()))


class FaqEntry(Model):
    """A question about a round and the staff's answer; public once it is answered."""

    __tablename__ = "rfa_faq_entry"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", "answered_has_answer"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("rfa_round.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    asked_at: Mapped[dt.datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[dt.datetime | None]
