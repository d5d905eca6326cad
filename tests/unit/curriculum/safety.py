"""What may stand in the shown text of a lesson: everything else could be active."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

QUIET = frozenset(
    "a b blockquote br circle code dd desc details div dl dt em figcaption figure foreignObject"
    " h2 h3 h4 h5 h6 hr img input label li line ol p path pre rect s span strong summary svg table"
    " tbody td text th thead title tr ul".lower().split()
)
SPEAKING = frozenset({"href", "src"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
NEVER = frozenset(
    {"style", "srcset", "srcdoc", "action", "formaction", "xlink:href", "target", "data"}
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in QUIET:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in NEVER:
                self.faults.append(f"<{tag} {name}>")
            if name in SPEAKING and not _is_quiet(value or ""):
                self.faults.append(f"<{tag} {name}={value}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data!r}")


def _is_quiet(address: str) -> bool:
    if address.startswith(("/", "#")):
        return not address.startswith(("//", "/\\"))
    return urlsplit(address).scheme in SCHEMES


def active(html: str) -> list[str]:
    """What in `html` could do something by itself or when it is clicked."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.faults
