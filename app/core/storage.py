"""Where uploaded files lie: a folder on this machine, or a bucket of an S3-compatible service.

A file is kept under a key that is made here, never under the name that somebody gave it. Put
the key, the size and the hash into a row; a file without a row is nobody's. Keep a file before
the row is written and forget it after the row is gone, so that no row ever lacks its file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import os
import re
import secrets
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError

from app.core.errors import Missing, NotPossibleNow, Refused
from app.core.settings import setting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

log = logging.getLogger(__name__)

NOT_KEPT = "This file cannot be kept now. Try again in a few minutes."
NOT_OPENED = "This file cannot be opened now. Try again in a few minutes."
NOT_FORGOTTEN = "This file cannot be deleted now. Try again in a few minutes."
PIECE = 64 * 1024

_FOLDER = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KEY = re.compile(rf"{_FOLDER.pattern}/[0-9a-f]{{32}}")
_TROUBLES = (OSError, Boto3Error, BotoCoreError, ClientError)
_NEW_AND_PRIVATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})


class Stream(Protocol):
    """Anything that bytes can be read from, piece by piece."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is safely stored: how to find it again, and what it was."""

    key: str
    size: int
    sha256: str


def keep(content: bytes | Stream, *, folder: str) -> Kept:
    """Store `content` and answer its new key; when this returns, a loss of power loses nothing.

    `folder` names the kind of files, such as `applications`. Raises `Refused` when the storage
    is full or away; then nothing is left behind.
    """
    if not _FOLDER.fullmatch(folder):
        raise ValueError(f"a folder is named in lower case letters, not {folder!r}")
    key = f"{folder}/{secrets.token_hex(16)}"
    measured = _Measured(io.BytesIO(content) if isinstance(content, bytes) else content)
    try:
        _store().put(key, measured)
    except _TROUBLES as problem:
        log.exception("a file could not be kept")
        raise Refused(NOT_KEPT) from problem
    return Kept(key, measured.size, measured.hash.hexdigest())


def read(key: str) -> bytes:
    """The content under `key`; `Missing` when there is none, or the key is not one of ours."""
    _check(key)
    try:
        return _store().get(key)
    except _TROUBLES as problem:
        log.exception("a file could not be read")
        raise NotPossibleNow(NOT_OPENED) from problem


def forget(key: str) -> None:
    """Delete the content under `key`; what is gone already is fine."""
    _check(key)
    try:
        _store().delete(key)
    except _TROUBLES as problem:
        log.exception("a file could not be deleted")
        raise NotPossibleNow(NOT_FORGOTTEN) from problem


def sweep(folder: str, *, known: Collection[str], at: dt.datetime) -> int:
    """Delete what lies in `folder` under no `known` key, half-written files too; gives how many.

    Only what is a day old: a younger one may be in the middle of its upload.
    """
    store, young = _store(), at - dt.timedelta(days=1)
    swept = [key for key, kept in store.every(folder) if kept < young and key not in known]
    for key in swept:
        store.delete(key)
    return len(swept)


def _check(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise Missing(f"no file has the key {key!r}")


def _store() -> _Folder | _Bucket:
    """The storage that the settings name."""
    place: str = setting("FILE_STORAGE")
    if place == "local":
        return _Folder(Path(setting("DATA_FOLDER"), "files"))
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    client = s3_client(setting("FILE_STORAGE_ENDPOINT"))
    return _Bucket(client, bucket, f"{prefix}/" if prefix else "")


class _Measured:
    """A stream that counts and hashes what is read from it, so that it is read only once."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.size = 0
        self.hash = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        piece = self.stream.read(size)
        self.size += len(piece)
        self.hash.update(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        while piece := self.read(PIECE):
            yield piece


@dataclass(frozen=True, slots=True)
class _Folder:
    """Files on this machine, readable by this user only."""

    root: Path

    def put(self, key: str, stream: _Measured) -> None:
        """Write under a name that is no key, then rename: a crash leaves no half file."""
        place = self.root / key
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = place.with_suffix(".part")
        try:
            with os.fdopen(os.open(half, _NEW_AND_PRIVATE, 0o600), "wb") as file:
                file.writelines(stream.pieces())
                file.flush()
                os.fsync(file.fileno())
            half.rename(place)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        for folder in (place.parent, self.root, self.root.parent):
            _sync(folder)

    def get(self, key: str) -> bytes:
        try:
            return (self.root / key).read_bytes()
        except FileNotFoundError:
            raise Missing(f"no file has the key {key!r}") from None

    def every(self, folder: str) -> Iterator[tuple[str, dt.datetime]]:
        for file in (self.root / folder).glob("*"):
            changed = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
            yield f"{folder}/{file.name}", changed

    def delete(self, key: str) -> None:
        with suppress(FileNotFoundError):
            (self.root / key).unlink()
            _sync((self.root / key).parent)


def _sync(folder: Path) -> None:
    """Let the names in a folder reach the disk, not only the files' contents."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Objects of an S3-compatible service, which appear whole or not at all."""

    client: Any
    bucket: str
    prefix: str

    def put(self, key: str, stream: _Measured) -> None:
        config = TransferConfig(use_threads=False)
        self.client.upload_fileobj(stream, self.bucket, self.prefix + key, Config=config)

    def get(self, key: str) -> bytes:
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)
        except ClientError as problem:
            if problem.response["Error"]["Code"] in _ABSENT:
                raise Missing(f"no file has the key {key!r}") from None
            raise
        with closing(answer["Body"]) as body:
            content: bytes = body.read()
        return content

    def every(self, folder: str) -> Iterator[tuple[str, dt.datetime]]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=f"{self.prefix}{folder}/"
        )
        for page in pages:
            for thing in page.get("Contents", ()):
                yield thing["Key"].removeprefix(self.prefix), thing["LastModified"]

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key)


@lru_cache(maxsize=1)
def s3_client(endpoint: str) -> Any:
    """The connection to the service, made once: by the keys that AWS' own variables name.

    Services other than Amazon's know buckets by path, and not all know its newer checksums.
    """
    config = ClientConfig(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 3},
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = boto3.session.Session()
    return session.client("s3", endpoint_url=endpoint or None, config=config)
