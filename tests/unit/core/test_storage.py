from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from app.core import storage
from app.core.errors import Missing, NotPossibleNow, Refused
from config import BadSetting, Config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUCKET = "cares-files"
GOOD = {"SECRET_KEY": "k" * 40, "BASE_URL": "https://cares.example.org"}


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """A real program that speaks S3, on a free port of this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The settings for a bucket of that server, which is empty."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "portal")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "only-for-tests")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    storage.s3_client.cache_clear()
    client = storage.s3_client(s3_server)
    client.create_bucket(Bucket=BUCKET)
    yield {"FILE_STORAGE": f"s3://{BUCKET}/portal/test", "FILE_STORAGE_ENDPOINT": s3_server}
    for key in objects(client):
        client.delete_object(Bucket=BUCKET, Key=key)
    client.delete_bucket(Bucket=BUCKET)
    client.close()
    storage.s3_client.cache_clear()


@pytest.fixture
def local(tmp_path: Path) -> dict[str, str]:
    return {"FILE_STORAGE": "local", "DATA_FOLDER": str(tmp_path)}


@pytest.fixture(params=["local", "s3"])
def place(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each kind of storage, in use."""
    with portal(request.getfixturevalue(request.param)):
        yield


def portal(settings: dict[str, str]) -> Any:
    app = Flask(__name__)
    app.config.from_mapping(settings)
    return app.app_context()


def objects(client: Any) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.mark.usefixtures("place")
def test_what_is_kept_can_be_read_and_forgotten() -> None:
    content = bytes(range(256)) * 1_000

    kept = storage.keep(content, folder="applications")

    assert kept.size == len(content)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert storage.read(kept.key) == content
    storage.forget(kept.key)
    with pytest.raises(Missing):
        storage.read(kept.key)
    storage.forget(kept.key)


@pytest.mark.usefixtures("place")
def test_a_stream_is_kept_piece_by_piece() -> None:
    content = os.urandom(200_000)

    kept = storage.keep(io.BytesIO(content), folder="applications")

    assert (kept.size, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert storage.read(kept.key) == content


@pytest.mark.usefixtures("place")
def test_a_large_file_goes_in_parts_and_comes_back_whole() -> None:
    content = os.urandom(9 * 1024 * 1024)

    kept = storage.keep(content, folder="applications")

    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert storage.read(kept.key) == content


@pytest.mark.usefixtures("place")
def test_what_no_row_names_is_swept_once_it_is_a_day_old() -> None:
    first, second = (storage.keep(b"%d" % n, folder="applications").key for n in range(2))
    elsewhere = storage.keep(b"elsewhere", folder="lessons").key
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)

    def sweep(at: dt.datetime) -> int:
        return storage.sweep("applications", known={second}, at=at)

    assert sweep(later) == 0
    assert sweep(later + dt.timedelta(days=1)) == 1
    assert sweep(later + dt.timedelta(days=1)) == 0
    assert (storage.read(second), storage.read(elsewhere)) == (b"1", b"elsewhere")
    with pytest.raises(Missing):
        storage.read(first)


@pytest.mark.usefixtures("place")
def test_the_same_content_gets_a_new_key_each_time() -> None:
    first, second = (storage.keep(b"same", folder="applications") for _ in range(2))

    storage.forget(first.key)

    assert first.key != second.key
    assert storage.read(second.key) == b"same"


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    "key",
    [
        "",
        "letter.pdf",
        "../portal.sqlite3",
        "/etc/passwd",
        "applications/../../portal.sqlite3",
        "applications/" + "a" * 31,
        "applications/" + "A" * 32,
        "applications/" + "a" * 32 + "\n",
        "applications/" + "a" * 32 + ".part",
        "applications\\" + "a" * 32,
        "applications/\x00" + "a" * 31,
    ],
)
def test_a_key_that_is_not_ours_names_nothing(key: str) -> None:
    with pytest.raises(Missing):
        storage.read(key)
    with pytest.raises(Missing):
        storage.forget(key)


@pytest.mark.parametrize("folder", ["", "../up", "a/b", "Letters", "a" * 41, "letters\n"])
def test_only_a_plain_word_names_a_folder(local: dict[str, str], folder: str) -> None:
    with portal(local), pytest.raises(ValueError, match="lower case"):
        storage.keep(b"x", folder=folder)


class Broken:
    """A stream that ends in the middle, as when a browser is closed."""

    def __init__(self, problem: BaseException) -> None:
        self.problem = problem
        self.started = False

    def read(self, size: int = -1, /) -> bytes:
        if self.started:
            raise self.problem
        self.started = True
        return b"half"


def test_local_files_are_private_and_lie_under_their_key(
    local: dict[str, str], tmp_path: Path
) -> None:
    with portal(local):
        kept = storage.keep(b"x", folder="applications")

    path = tmp_path / "files" / kept.key
    assert path.read_bytes() == b"x"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("problem", [OSError("No space left"), KeyboardInterrupt()])
def test_a_file_that_breaks_off_leaves_nothing_on_the_disk(
    local: dict[str, str], tmp_path: Path, problem: BaseException
) -> None:
    expected = Refused if isinstance(problem, OSError) else KeyboardInterrupt

    with portal(local), pytest.raises(expected):
        storage.keep(Broken(problem), folder="applications")

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_file_that_breaks_off_leaves_nothing_in_the_bucket(s3: dict[str, str]) -> None:
    with portal(s3), pytest.raises(Refused, match="cannot be kept now"):
        storage.keep(Broken(OSError("gone")), folder="applications")

    assert objects(storage.s3_client(s3["FILE_STORAGE_ENDPOINT"])) == []


def test_half_written_files_are_never_read(local: dict[str, str], tmp_path: Path) -> None:
    """What a crash leaves is a name that is no key."""
    with portal(local):
        kept = storage.keep(b"x", folder="applications")
        path = tmp_path / "files" / kept.key
        path.rename(path.with_suffix(".part"))

        with pytest.raises(Missing):
            storage.read(kept.key)


def test_trouble_with_the_disk_is_said_in_words(local: dict[str, str], tmp_path: Path) -> None:
    with portal(local):
        kept = storage.keep(b"x", folder="applications")
        path = tmp_path / "files" / kept.key
        path.unlink()
        path.mkdir()

        with pytest.raises(NotPossibleNow, match="cannot be opened now"):
            storage.read(kept.key)
        with pytest.raises(NotPossibleNow, match="cannot be deleted now"):
            storage.forget(kept.key)


def test_objects_lie_under_the_prefix(s3: dict[str, str]) -> None:
    client = storage.s3_client(s3["FILE_STORAGE_ENDPOINT"])
    with portal(s3):
        kept = storage.keep(b"x", folder="applications")
    with portal(s3 | {"FILE_STORAGE": f"s3://{BUCKET}"}):
        other = storage.keep(b"y", folder="applications")

        with pytest.raises(Missing):
            storage.read(kept.key)

    assert sorted(objects(client)) == sorted([f"portal/test/{kept.key}", other.key])


def test_a_bucket_that_is_not_there_is_trouble_not_a_missing_file(s3: dict[str, str]) -> None:
    key = "applications/" + "a" * 32

    with portal(s3 | {"FILE_STORAGE": "s3://another-bucket"}):
        with pytest.raises(Refused, match="cannot be kept now"):
            storage.keep(b"x", folder="applications")
        with pytest.raises(NotPossibleNow, match="cannot be opened now"):
            storage.read(key)
        with pytest.raises(NotPossibleNow, match="cannot be deleted now"):
            storage.forget(key)


def test_amazons_own_service_needs_no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-2")
    storage.s3_client.cache_clear()
    client = storage.s3_client("")

    assert client.meta.endpoint_url == "https://s3.us-east-2.amazonaws.com"
    client.close()
    storage.s3_client.cache_clear()


def test_files_lie_on_this_machine_unless_set_otherwise(tmp_path: Path) -> None:
    config = Config.from_environment(GOOD | {"DATA_FOLDER": str(tmp_path), "FILE_STORAGE": ""})

    assert config.FILE_STORAGE == "local"
    assert config.CLAMD_URL == ""


@pytest.mark.parametrize(
    "given",
    [
        {"FILE_STORAGE": "local"},
        {"FILE_STORAGE": "s3://cares"},
        {"FILE_STORAGE": "s3://cares-2.files/portal/test/"},
        {"FILE_STORAGE": "s3://cares", "FILE_STORAGE_ENDPOINT": "https://s3.example.org/"},
        {"FILE_STORAGE": "s3://cares", "FILE_STORAGE_ENDPOINT": "http://127.0.0.1:9000"},
        {"CLAMD_URL": "tcp://clamav:3310"},
        {"CLAMD_URL": "tcp://[::1]:3310"},
        {"CLAMD_URL": "unix:///run/clamav/clamd.ctl"},
    ],
)
def test_settings_that_can_stand(tmp_path: Path, given: dict[str, str]) -> None:
    config = Config.from_environment(GOOD | {"DATA_FOLDER": str(tmp_path)} | given)

    for name, value in given.items():
        assert getattr(config, name) == value.rstrip("/")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"FILE_STORAGE": "disk"}, "FILE_STORAGE must be local"),
        ({"FILE_STORAGE": "s3://"}, "FILE_STORAGE must be local"),
        ({"FILE_STORAGE": "s3://UPPER"}, "FILE_STORAGE must be local"),
        ({"FILE_STORAGE": "s3://cares/../other"}, "FILE_STORAGE must be local"),
        ({"FILE_STORAGE": "s3://cares//x"}, "FILE_STORAGE must be local"),
        ({"FILE_STORAGE": "file:///etc"}, "FILE_STORAGE must be local"),
        (
            {"FILE_STORAGE": "s3://cares", "FILE_STORAGE_ENDPOINT": "s3.example.org"},
            "FILE_STORAGE_ENDPOINT must look like",
        ),
        (
            {"FILE_STORAGE": "s3://cares", "FILE_STORAGE_ENDPOINT": "http://x:port"},
            "FILE_STORAGE_ENDPOINT must look like",
        ),
        ({"FILE_STORAGE_ENDPOINT": "https://s3.example.org"}, "has no use while"),
        ({"CLAMD_URL": "clamav:3310"}, "CLAMD_URL must look like"),
        ({"CLAMD_URL": "tcp://clamav"}, "CLAMD_URL must look like"),
        ({"CLAMD_URL": "tcp://clamav:3310/x"}, "CLAMD_URL must look like"),
        ({"CLAMD_URL": "tcp://[x:3310"}, "CLAMD_URL must look like"),
        ({"CLAMD_URL": "unix://relative"}, "CLAMD_URL must look like"),
    ],
)
def test_settings_that_cannot_stand_are_named(
    tmp_path: Path, given: dict[str, str], words: str
) -> None:
    with pytest.raises(BadSetting, match=words):
        Config.from_environment(GOOD | {"DATA_FOLDER": str(tmp_path)} | given)
