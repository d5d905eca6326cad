"""The worker against a real mail server: sent once, kept while the server is away."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from app.core.db import db, transaction
from app.outbox import delivery, queries, worker
from app.outbox.cli import worker_command
from app.outbox.models import MailState, OutboxMail
from app.outbox.services import queue
from tests.support import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.support.mail import Mailbox

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def served(app: Flask, mailbox: Mailbox) -> Mailbox:
    app.config["SMTP_URL"] = mailbox.url
    return mailbox


def states() -> dict[str, MailState]:
    found = {
        key: state for key, state in db.session.execute(select(OutboxMail.key, OutboxMail.state))
    }
    db.session.rollback()
    return found


def pass_time(app: Flask, much: dt.timedelta) -> None:
    clock = app.extensions["clock"]
    clock.set(clock.now() + much)


def test_a_mail_arrives_with_its_link_and_says_who_sends_it(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    put(body="Open this:\n{link}", link="https://portal.test/invitations/abc", subject="Välkommen")

    assert worker.deliver_due() == 1

    (message,) = served.to("first@example.org")
    assert message["Subject"] == "Välkommen"
    assert message["From"] == "CYSHCN Cares 2 <no-reply@localhost>"
    assert message["Message-ID"] == db.session.scalar(select(OutboxMail.message_id))
    assert "https://portal.test/invitations/abc" in message.get_content()
    assert "http://localhost" in message.get_content()
    assert states() == {"first": MailState.SENT}


def test_what_was_sent_is_not_sent_again(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    put()

    assert [worker.deliver_due(), worker.deliver_due()] == [1, 0]
    pass_time(app, dt.timedelta(days=3))
    assert worker.deliver_due() == 0
    assert len(served.messages) == 1


def test_without_a_mail_server_mails_wait(app: Flask, put: Callable[..., None]) -> None:
    put()

    assert worker.deliver_due() == 0
    assert states() == {"first": MailState.QUEUED}


def test_while_the_server_is_down_mails_wait_and_then_all_arrive(
    app: Flask, mailbox: Mailbox, put: Callable[..., None]
) -> None:
    put("one")
    put("two")
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"

    assert worker.deliver_due() == 0
    assert set(states().values()) == {MailState.QUEUED}
    assert worker.deliver_due() == 0, "both wait for their next try"

    app.config["SMTP_URL"] = mailbox.url
    pass_time(app, MINUTE)
    assert worker.deliver_due() == 2
    assert set(states().values()) == {MailState.SENT}


def test_an_address_that_is_refused_does_not_hold_up_the_others(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    served.answers["nobody@example.org"] = "550 No such person"
    put("nobody")
    put("somebody")

    assert worker.deliver_due() == 1

    assert states() == {"nobody": MailState.QUEUED, "somebody": MailState.SENT}
    error = db.session.scalar(select(OutboxMail.last_error).where(OutboxMail.key == "nobody"))
    assert error is not None
    assert "No such person" in error


def test_a_mail_that_cannot_even_be_written_does_not_hold_up_the_others(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    put("broken", to="a@example.org\r\nBcc: everyone@example.org")
    put("garbled", link="https://portal.test/x", body="{link}")
    with transaction():
        db.session.execute(
            text("UPDATE outbox_mail SET link = :junk WHERE key = 'garbled'"), {"junk": b"junk"}
        )
    put("fine")

    assert worker.deliver_due() == 1
    assert states()["fine"] is MailState.SENT
    assert served.envelopes == [["fine@example.org"]]


def test_nothing_is_sent_while_its_deed_can_still_be_undone(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    put("committed")
    db.session.rollback()
    open_transactions = []
    send = delivery.send

    def look_then_send(*given: object) -> None:
        open_transactions.append(db.session().in_transaction())
        send(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "send", look_then_send)
        worker.deliver_due()

    assert open_transactions == [False]


def test_a_mail_whose_worker_died_goes_out_again_under_the_same_name(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    put()

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker.services, "note_sent", die)
        with pytest.raises(SystemExit):
            worker.deliver_due()
    assert states() == {"first": MailState.SENDING}

    assert worker.deliver_due() == 0, "the lease of the dead worker still holds"
    pass_time(app, 5 * MINUTE)
    assert worker.deliver_due() == 1
    assert len({message["Message-ID"] for message in served.messages}) == 1
    assert len(served.messages) == 2


def test_two_workers_at_once_send_each_mail_once(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    for number in range(12):
        put(f"mail{number}")
    db.session.rollback()
    gate = threading.Barrier(3)
    sent: list[int] = []

    def work() -> None:
        with app.app_context():
            gate.wait()
            sent.append(worker.deliver_due())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(sent) == 12
    assert sorted(served.envelopes) == sorted([f"mail{n}@example.org"] for n in range(12))


@pytest.mark.parametrize("last_words", [b"", b"220 hi\r\n", b"220 hi\r\n250 ok\r\n"])
def test_a_server_that_dies_mid_send_gets_the_mail_later(
    app: Flask, put: Callable[..., None], last_words: bytes
) -> None:
    put()
    with dying_server(last_words) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        assert worker.deliver_due() == 0

    assert states() == {"first": MailState.QUEUED}


@contextlib.contextmanager
def dying_server(last_words: bytes) -> Iterator[int]:
    """Says `last_words` to one caller, then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            caller, _ = listening.accept()
            with caller:
                caller.sendall(last_words)
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(1000):
                    pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


def test_a_server_that_never_answers_is_hung_up_on(
    app: Flask, put: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    put()
    monkeypatch.setattr(delivery, "WHOLE_SECONDS", 0.05)
    with dying_server(b"220 hi\r\n250-wait\r\n" * 1) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        assert worker.deliver_due() == 0

    assert states() == {"first": MailState.QUEUED}


def test_the_loop_delivers_shows_that_it_lives_and_ends_when_asked(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    put()
    db.session.rollback()
    thread = worker.WorkerThread(app)
    stop = thread._stop

    class Watch(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            return True

    thread._stop = Watch()
    worker.run(app, thread._stop)
    thread._stop = stop

    assert states() == {"first": MailState.SENT}
    assert queries.last_beat() == build.NOON


def test_the_thread_starts_and_stops(app: Flask) -> None:
    db.session.rollback()
    thread = worker.WorkerThread(app)

    thread.start()
    thread.stop()

    assert not thread._thread.is_alive()


def test_the_loop_waits_for_a_database_that_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()

    def away() -> None:
        stop.set()
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(worker, "keep_alive", away)
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0)
    worker.run(app, stop)

    assert "could not reach its work: OperationalError" in caplog.text


def test_a_sign_of_life_is_written_at_most_twice_a_minute(app: Flask) -> None:
    app.extensions["clock"].set(build.NOON)
    worker.keep_alive()
    pass_time(app, MINUTE / 4)
    worker.keep_alive()
    assert queries.last_beat() == build.NOON
    db.session.rollback()

    pass_time(app, MINUTE / 4)
    worker.keep_alive()
    assert queries.last_beat() == build.NOON + MINUTE / 2


def test_the_command_can_send_what_is_due_and_end(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    put()

    result = app.test_cli_runner().invoke(worker_command, ["--once"])

    assert result.output == "Sent 1 mails.\n"


def test_the_command_warns_when_there_is_no_server_and_counts_what_waits(
    app: Flask, put: Callable[..., None]
) -> None:
    run = partial(app.test_cli_runner().invoke, worker_command, ["--once"])
    put("one")
    alone = run()
    put("two")
    put("three")
    together = run()

    assert "SMTP_URL is not set: mails stay queued until it is.\n" in alone.stderr
    assert alone.stdout == "Sent 0 mails. 1 mail waits.\n"
    assert together.stdout == "Sent 0 mails. 3 mails wait.\n"
    assert together.exit_code == 0


def test_the_command_ends_with_status_one_when_a_try_failed(
    app: Flask, served: Mailbox, put: Callable[..., None]
) -> None:
    served.answers["nobody@example.org"] = "550 No such person"
    put("nobody")
    put("somebody")

    result = app.test_cli_runner().invoke(worker_command, ["--once"])

    assert result.output == "Sent 1 mails. 1 mail waits.\n"
    assert result.exit_code == 1


def test_the_command_for_cron_writes_reminders_and_sends_every_batch(
    app: Flask, served: Mailbox, put: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker.try_due, "__defaults__", (2,))
    for number in range(5):
        put(f"mail{number}")

    def remind(*, at: dt.datetime) -> None:
        queue("reminder", key="reminder", to="rae@example.org", subject="s", body="b", at=at)

    monkeypatch.setitem(app.extensions, "duties", [remind])
    result = app.test_cli_runner().invoke(worker_command, ["--once"])

    assert result.output == "Sent 6 mails.\n"
    assert states()["reminder"] is MailState.SENT
