"""Install pip into this environment from pip's own wheel, checked against the lock.

Only for a Python without ensurepip (Debian splits it off into python3-venv). Uses the index that
PIP_INDEX_URL names, else PyPI.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

LOCK = Path(__file__).parent.parent / "requirements" / "dev.lock"
PATIENCE = 60


def main() -> None:
    """Find the wheel, check it, let it install itself."""
    version, hashes = locked()
    name = f"pip-{version}-py3-none-any.whl"
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    try:
        page = fetch(index).decode()
        wheel = fetch(urljoin(index, address(page, name)))
    except OSError as problem:
        sys.exit(
            f"pip could not be fetched from {index}: {problem}\n"
            "Without a network, install it from the system: sudo apt-get install python3-venv"
        )
    if hashlib.sha256(wheel).hexdigest() not in hashes:
        sys.exit(f"The {name} from {index} is not the one in {LOCK.name}: refused.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(wheel)
        options = ["--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
        program = [sys.executable, str(file / "pip"), "install", *options, str(file)]
        subprocess.run(program, check=True)


def locked() -> tuple[str, set[str]]:
    """The version of pip in the lock, and the hashes of its files."""
    entry = re.search(
        r"^pip==(\S+) \\\n((?: +--hash=sha256:\w+(?: \\)?\n)+)", LOCK.read_text(), re.MULTILINE
    )
    if entry is None:
        sys.exit(f"{LOCK} does not name pip.")
    return entry[1], set(re.findall(r"sha256:(\w+)", entry[2]))


def address(page: str, name: str) -> str:
    """Where the index says that the file `name` lies."""
    found = re.search(rf'href="([^"]*{re.escape(name)}[^"]*)"', page)
    if found is None:
        sys.exit(f"The index does not have {name}.")
    return unescape(found[1])


def fetch(url: str) -> bytes:
    """The bytes at an address of the index."""
    with urlopen(url, timeout=PATIENCE) as reply:  # noqa: S310  # the index the user configured
        content: bytes = reply.read()
    return content


if __name__ == "__main__":
    main()
