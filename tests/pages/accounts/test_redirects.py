"""No spelling of another host gets a visitor off this one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from app.accounts.domain.addresses import safe_path
from tests.pages.accounts.people import PASSWORD, somebody

if TYPE_CHECKING:
    from tests.support.page import PageClient

ELSEWHERE = [
    "https://evil.example",
    "HTTPS://EVIL.EXAMPLE/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/%252f%252fevil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,evil",
    "//evil.example@localhost/",
    "/.//evil.example",
    "/..//evil.example",
    "/account/..//evil.example",
    "/account//evil.example",
    "evil.example",
    "@evil.example",
    "/\u2028/evil.example",
    "/\uff052fevil.example",
    "",
    "/" + "a" * 3000,
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_another_host_is_no_place_to_go_on_to(client: PageClient, target: str) -> None:
    ana = somebody()

    page = client.fill_in("/sign-in", email=ana.email, password=PASSWORD, next=target)

    landed = urlsplit(urljoin("http://localhost/sign-in", page.location))
    assert landed.netloc == "localhost"
    assert page.location == "/"
    assert client.get("/sign-in", query_string={"next": target}).location == "/"


@pytest.mark.parametrize(
    "target", ["/", "/account", "/teams/delta/measures?from=2026-01&next=//x", "/a/?q=a%20b"]
)
def test_pages_of_ours_are(target: str) -> None:
    assert safe_path(target) == target
