"""Deliver what the outbox holds, between transactions; safe with any number of workers.

A mail is claimed (one transaction), sent (none open), then noted as sent or failed (a
second one). A worker that dies in between leaves a lease that ends by itself; the mail
then goes out again under the same Message-ID. So a mail arrives at least once, and
twice only when a worker dies in the moment between the server's yes and the note.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import now
from app.core.db import db, transaction
from app.core.errors import Conflict
from app.outbox import queries, services
from app.outbox.delivery import Letter, MailServer, send, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from app.outbox.services import Claim

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
DUTY_EVERY = dt.timedelta(minutes=5)
BATCH = 50
BEAT_EVERY = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the mails that were due."""

    sent: int = 0
    failed: int = 0


def deliver_due(limit: int = BATCH) -> int:
    """Try every mail that is due now, at most `limit`; gives how many were sent."""
    return try_due(limit).count(True)


def try_due(limit: int = BATCH) -> list[bool | None]:
    """Try every mail that is due now, at most `limit`; says of each what `_deliver` says.

    Without a mail server (SMTP_URL) all mails stay where they are.
    """
    if not current_app.config["SMTP_URL"]:
        return []
    server = MailServer.at(current_app.config["SMTP_URL"])
    with _looking():
        waiting = queries.due(now(), limit)
    return [_deliver(mail_id, server) for mail_id in waiting]


def _deliver(mail_id: int, server: MailServer) -> bool | None:
    """Send one mail; whether the server took it, or None when another worker has it."""
    with transaction():
        held = services.claim(mail_id, at=now())
    if held is None:
        return None
    problem = _attempt(held, server)
    with transaction():
        if problem is None:
            services.note_sent(held, at=now())
        else:
            services.note_failure(held, problem, at=now())
    keep_alive()
    return problem is None


def _attempt(held: Claim, server: MailServer) -> str | None:
    """Send the claimed mail; None when that worked, else what went wrong."""
    try:
        letter = _letter(held.mail_id)
        send(letter, server)
    except Exception as problem:  # noqa: BLE001  # one broken mail must not stop the others
        log.warning("mail %s was not sent: %s", held.mail_id, type(problem).__name__)
        return f"{type(problem).__name__}: {problem}"
    return None


def _letter(mail_id: int) -> Letter:
    """Read the mail, in a transaction that is over before anything is sent."""
    with _looking():
        mail = queries.mail(mail_id)
        link = queries.link_of(mail_id)
    return Letter(
        sender=current_app.config["MAIL_FROM"],
        recipient=mail.recipient,
        subject=mail.subject,
        body=words(mail.body, link=link, base_url=current_app.config["BASE_URL"]),
        message_id=mail.message_id,
        written_at=mail.created_at,
        calendar=mail.calendar,
    )


def add_duty(
    app: Flask, duty: Callable[..., object], *, when: Callable[..., bool] | None = None
) -> None:
    """Let the worker call `duty(at=...)` every few minutes, each time in one transaction.

    A duty writes mails that are due by the clock. Calling it twice must change nothing.
    With `when` it is done to the second instead: the worker asks `when(at=...)`, which only
    reads and is quick, each time that it looks for mails.
    """
    kind = "duties" if when is None else "prompt duties"
    app.extensions.setdefault(kind, []).append(duty if when is None else (when, duty))


def do_duties() -> None:
    """Do everything that is due by the clock; one that fails does not stop the others."""
    for duty in current_app.extensions.get("duties", ()):
        _do(duty)


def do_prompt_duties() -> None:
    """Do what is due this very moment."""
    for when, duty in current_app.extensions.get("prompt duties", ()):
        with _looking():
            is_due = when(at=now())
        if is_due:
            _do(duty)


def _do(duty: Callable[..., object]) -> None:
    """Do one duty in a transaction of its own."""
    try:
        with transaction():
            duty(at=now())
    except Exception as problem:  # one duty that fails must not stop the others
        log.error("a duty was not done: %s", duty.__name__, exc_info=problem)


def keep_alive() -> None:
    """Note that this worker lives, at most twice a minute."""
    with _looking():
        last = queries.last_beat()
    if last is None or now() - last >= BEAT_EVERY:
        with suppress(Conflict), transaction():  # another worker said so at the same moment
            services.beat(at=now())


@contextmanager
def _looking() -> Iterator[None]:
    """A transaction that only reads: on SQLite it does not take the lock of writers."""
    with transaction():
        db.session.connection(execution_options={"writes": False})
        yield


def run_once() -> Done:
    """Do everything that is due now, reminders too, until a batch of mails brings nothing."""
    keep_alive()
    do_duties()
    do_prompt_duties()
    done = Done()
    tries = try_due()
    while tries:
        done = Done(done.sent + tries.count(True), done.failed + tries.count(False))
        tries = try_due() if True in tries else []
    return done


def run(app: Flask, stop: threading.Event) -> None:
    """Deliver until `stop` is set; the mail in hand is finished first.

    A database that is away is waited for, and so is a moment of bad luck with another
    worker; both are no reason to end.
    """
    log.info("the worker has started")
    done_at: dt.datetime | None = None
    while not stop.is_set():
        with app.app_context():
            try:
                keep_alive()
                if done_at is None or now() - done_at >= DUTY_EVERY:
                    do_duties()
                    done_at = now()
                do_prompt_duties()
                deliver_due()
            except (SQLAlchemyError, Conflict) as problem:
                log.error("the worker could not reach its work: %s", type(problem).__name__)
                db.session.remove()
        stop.wait(PAUSE_SECONDS)
    log.info("the worker has ended")


class WorkerThread:
    """The worker inside the process that serves the pages; `stop()` ends it."""

    def __init__(self, app: Flask) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=run, args=(app, self._stop), name="outbox worker", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 10) -> None:
        """Ask the thread to end and wait for it, at most `seconds`."""
        self._stop.set()
        self._thread.join(seconds)
