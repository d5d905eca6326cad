"""Servers in processes of their own, and the one connection on which they are asked.

The portal runs behind the same server as in `make run`. Replies are not compressed unless
somebody asks for it.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from flask import Flask

    Row = tuple[str, float, str, float | None]


class Server:
    """A server in a process of its own, and what it told about itself."""

    def __init__(self, process: Any, facts: dict[str, Any]) -> None:
        self.process = process
        self.facts = facts
        self.connection = http.client.HTTPConnection("127.0.0.1", facts["port"], timeout=30)

    def get(self, path: str, cookie: str = "", encoding: str = "identity") -> bytes:
        """The body of a page, which must be there, as it travels."""
        return self.ask("GET", path, {"Cookie": cookie, "Accept-Encoding": encoding})

    def put(self, path: str, cookie: str, token: str, content: dict[str, Any]) -> dict[str, Any]:
        """What the portal answers to something that a script saves."""
        headers = {
            "Cookie": cookie,
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRF-Token": token,
        }
        answer: dict[str, Any] = json.loads(self.ask("PUT", path, headers, json.dumps(content)))
        return answer

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> bytes:
        """The body of the reply; raises unless all went well."""
        self.connection.request(method, path, body=body or None, headers=headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        return content

    def throughput(self, times: int, path: str, cookie: str = "") -> float:
        """Replies a second."""
        begun = time.perf_counter()
        for _ in range(times):
            self.get(path, cookie)
        return times / (time.perf_counter() - begun)

    def stop(self) -> None:
        """End the process, and wait until it is gone."""
        self.process.terminate()
        self.process.join()


def start(serve: Callable[..., None], *given: Any) -> Server:
    """Run `serve(channel, *given)` in a new process until it is stopped."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=serve, args=(there, *given), daemon=True)
    process.start()
    there.close()
    return Server(process, here.recv())


def portal(folder: str, database: str = "") -> Flask:
    """A portal for demonstration whose data lives in `folder`, unless a database is named."""
    from app import create_app
    from config import Config

    settings = {"PORTAL_MODE": "demo", "DATA_FOLDER": folder, "BASE_URL": "http://127.0.0.1"}
    if database:
        settings["DATABASE_URL"] = database
    return create_app(Config.from_environment(settings))


def listen(channel: Connection, app: Flask, facts: dict[str, Any]) -> None:
    """Serve at a free port, and tell which, with the facts."""
    from app.operations import serve

    settings = {"HOST": "127.0.0.1", "PORT": "0"}
    app.config.setdefault("TRUSTED_PROXIES", 0)
    server = serve.listening(app, serve.reserved(settings))
    channel.send(facts | {"port": server.socket.getsockname()[1]})
    server.run()
