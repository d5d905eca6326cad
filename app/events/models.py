"""Events with their registrations, attendance, materials, evaluation, and personal calendars."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import JSON_COLUMN, Json, Model, Sealed
from app.events.domain.kinds import EventKind, Noted, Presence, RegistrationState, Wave

JsonList = list[Any]


class Event(Model):
    """A learning session, a call, office hours or a congress.

    `uid` names it in calendars for ever, and `sequence` rises with every change that they must
    learn of. `cohort_id` None: it is for all cohorts. `roles` empty: for everybody who may learn.
    The link is shown to registered people from `link_minutes` before the start. Check-in is open
    from `check_in_before` minutes before the start to `check_in_after` minutes after the end.
    `credit_minutes` None: as long as it lasts. `evaluation` and `follow_up` hold up to six items
    each; results show from `least_answers` on.
    """

    __tablename__ = "learning_event"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", "ends_later"),
        CheckConstraint("capacity IS NULL OR capacity >= 1", "capacity"),
        CheckConstraint("sequence >= 0", "sequence_counts_up"),
        CheckConstraint("version >= 1", "version_counts_up"),
        CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", "published_signed"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", "cancelled_signed"),
        CheckConstraint("cancelled_at IS NULL OR cancelled_reason <> ''", "cancelled_has_reason"),
        CheckConstraint("check_in_before BETWEEN 0 AND 240", "check_in_before"),
        CheckConstraint("check_in_after BETWEEN 0 AND 240", "check_in_after"),
        CheckConstraint("link_minutes BETWEEN 0 AND 1440", "link_minutes"),
        CheckConstraint("credit_minutes IS NULL OR credit_minutes BETWEEN 0 AND 1440", "credit"),
        CheckConstraint("follow_up_days BETWEEN 60 AND 90", "follow_up_days"),
        CheckConstraint("least_answers BETWEEN 3 AND 50", "least_answers"),
    )

    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[EventKind]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    ends_at: Mapped[dt.datetime]
    place: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    link_minutes: Mapped[int] = mapped_column(default=60)
    capacity: Mapped[int | None]
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    roles: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    registration_closes_at: Mapped[dt.datetime | None]
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    check_in_code: Mapped[str] = mapped_column(Sealed)
    check_in_before: Mapped[int] = mapped_column(default=15)
    check_in_after: Mapped[int] = mapped_column(default=30)
    credit_minutes: Mapped[int | None]
    record: Mapped[str] = mapped_column(Text, default="")
    recording_link: Mapped[str] = mapped_column(String(500), default="")
    recording_transcript: Mapped[str] = mapped_column(Text, default="")
    recording_has_captions: Mapped[bool] = mapped_column(default=False)
    evaluation: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    follow_up: Mapped[JsonList] = mapped_column(JSON_COLUMN, default=list)
    follow_up_days: Mapped[int] = mapped_column(default=75)
    least_answers: Mapped[int] = mapped_column(default=5)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy reads it once


class EventMaterial(Model):
    """A file or link that belongs to an event: slides, a worksheet, a page elsewhere."""

    __tablename__ = "event_material"
    __table_args__ = (
        CheckConstraint("(stored_as = '') <> (link = '')", "file_or_link"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", "removed_is_signed"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("learning_event.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str] = mapped_column(String(500), default="")
    name: Mapped[str] = mapped_column(String(255), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    stored_as: Mapped[str] = mapped_column(String(120), default="")
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[dt.datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Registration(Model):
    """One person's place at an event, or in its line; the line is served in the order asked.

    `told_sequence`: the newest change of the event that a mail told this person of.
    """

    __tablename__ = "event_registration"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", "cancelled_time"),
        Index("ix_event_registration_line", "event_id", "state", "asked_at"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("learning_event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[RegistrationState]
    asked_at: Mapped[dt.datetime]
    placed_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
    told_sequence: Mapped[int] = mapped_column(default=0)


class Attendance(Model):
    """Whether somebody was there and for how many minutes, and how the portal knows.

    A row of a webinar's roster that fits no account keeps its name and address and no person. Once
    staff said that it is a guest, `how` is staff.
    """

    __tablename__ = "event_attendance"
    __table_args__ = (
        Index(
            "uq_event_attendance_person",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", "minutes"),
        CheckConstraint("person_id IS NOT NULL OR email <> '' OR name <> ''", "somebody"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("learning_event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(160), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    presence: Mapped[Presence]
    how: Mapped[Noted]
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    noted_at: Mapped[dt.datetime]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class EventRoster(Model):
    """The roster of a webinar tool that somebody brought, and confirms or not.

    `said` is who the file names, as `domain.rosters.Roster.as_dict`. Once the roster is confirmed
    it names nobody: it keeps which rows changed and how they were, until the roster is undone.
    The file itself is not kept, only its name and its SHA-256.
    """

    __tablename__ = "event_roster"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", "confirmed_signed"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("learning_event.id"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    said: Mapped[Json]
    brought_at: Mapped[dt.datetime]
    brought_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class EvaluationGiven(Model):
    """That somebody answered, so that nobody answers twice; not what they said.

    The ids of both tables are random, so that neither tells who came before whom.
    """

    __tablename__ = "event_evaluation_given"
    __table_args__ = (UniqueConstraint("event_id", "wave", "person_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("learning_event.id"))
    wave: Mapped[Wave]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class EvaluationAnswers(Model):
    """What somebody said, with no way to tell who: no person and no time.

    `answers`: by place of the item. The rows have a random `mark` and are read in its order, so
    that the order in which they came tells nothing. Results show only rows that `is_counted`:
    they become so several at once.
    """

    __tablename__ = "event_evaluation_answers"

    event_id: Mapped[int] = mapped_column(ForeignKey("learning_event.id"), index=True)
    wave: Mapped[Wave]
    mark: Mapped[str] = mapped_column(String(32), unique=True)
    answers: Mapped[Json]
    is_counted: Mapped[bool] = mapped_column(default=False)


class CalendarFeed(Model):
    """The secret address of somebody's calendar; a new one ends the old one.

    Looked up by the hash; sealed, so that its owner can see it again.
    """

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token: Mapped[str] = mapped_column(Sealed)
    made_at: Mapped[dt.datetime]
