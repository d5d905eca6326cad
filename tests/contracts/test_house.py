"""Promises that the whole house keeps; each failure says what to do."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.policy.guard import PUBLIC, SIGNED_IN, declared_policy
from app.policy.table import Action
from config import ROOT

if TYPE_CHECKING:
    from flask import Flask

FOUNDATION_TEMPLATES = {"components", "errors", "layouts", "styleguide"}
TYPED = {"id", "slug", "key", "name", "period", "token"}
PUBLIC_ENDPOINTS = {
    "accounts.confirm_email",
    "accounts.decline_invitation",
    "accounts.invitation",
    "accounts.reset",
    "accounts.reset_request",
    "accounts.sign_in",
    "accounts.sign_in_code",
    "accounts.sign_out",
    "awards.awardees",
    "core.healthz",
    "core.readyz",
    "curriculum.stop_by_link",
    "curriculum.verify",
    "curriculum.verify_number",
    "events.feed",
    "home.start",
    "public.accessibility",
    "public.all_questions",
    "public.apply",
    "public.call_page",
    "public.call_sheet",
    "public.check",
    "public.confirm_registration",
    "public.contact",
    "public.deadline_ics",
    "public.families",
    "public.form_docx",
    "public.form_pdf",
    "public.form_txt",
    "public.landing",
    "public.privacy",
    "public.questions",
    "public.register",
    "public.round_questions",
    "public.screener",
    "testing.set_clock",
}

PURE_LIBRARIES = {
    "icalendar": {"events"},
    "markdown_it": {"curriculum"},
    "mdit_py_plugins": {"curriculum"},
    "nh3": {"curriculum"},
    "numpy": {"reviews"},
    "orjson": {"rfa"},
    "scipy": {"reviews"},
}
"""What ADR 2 lets rules use beside the standard library, and whose rules."""
PURE_ROOMS = (
    r"app\.(\w+\.domain(\.|$)|policy\.table$|spc(\.|$)|core\.(days|differences|identifiers|text)$)"
)


def test_every_route_declares_its_policy(app: Flask) -> None:
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if declared_policy(endpoint, view) is None
    ]

    assert silent == [], "mark these views with @requires(Action...), @signed_in or @public"


def test_exactly_these_routes_are_public(app: Flask) -> None:
    public = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if declared_policy(endpoint, view) == PUBLIC
    }

    assert public == PUBLIC_ENDPOINTS, "a new public page is a decision: name it here"


def test_every_declared_policy_is_known(app: Flask) -> None:
    declared = {declared_policy(name, view) for name, view in app.view_functions.items()}

    assert all(policy in {PUBLIC, SIGNED_IN} or isinstance(policy, Action) for policy in declared)


def test_every_part_of_an_address_is_typed_and_bounded(app: Flask) -> None:
    loose = [
        rule.rule
        for rule in app.url_map.iter_rules()
        for converter in re.findall(r"<([^>]+)>", rule.rule)
        if converter.split(":")[0] not in TYPED
    ]

    assert loose == [], (
        "use <id:...>, <slug:...>, <key:...>, <name:...>, <period:...> or <token:...>"
    )


def test_addresses_are_lower_case_with_hyphens(app: Flask) -> None:
    odd = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not re.fullmatch(r"[a-z0-9./-]*", re.sub(r"<[^>]+>", "x", rule.rule))
    ]

    assert odd == []


def test_a_page_about_a_team_carries_the_team_in_its_address(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.rule.startswith("/teams/") == ("team" in rule.arguments), rule.rule


def test_a_page_about_an_application_carries_it_in_its_address(app: Flask) -> None:
    about = re.compile(r"((/staff)?/applications|/reviews)/<id:application_id>(/|$)")
    for rule in app.url_map.iter_rules():
        named = "application_id" in rule.arguments
        assert bool(about.match(rule.rule)) == named, rule.rule


def test_templates_mirror_the_features() -> None:
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    features = {path.name for path in (ROOT / "app").iterdir() if path.is_dir()}

    assert folders - FOUNDATION_TEMPLATES <= features


def test_nothing_reads_the_real_clock_but_the_clock() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if re.search(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(", path.read_text())
    ]

    assert readers == ["app/core/clock.py"], "ask app.core.clock"


def test_only_the_transaction_commits() -> None:
    committers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if re.search(r"session\.commit\(", path.read_text())
    ]

    assert committers == ["app/core/db.py"], "commit with `with transaction():` in a view or CLI"


def test_only_the_database_module_asks_which_database_it_is() -> None:
    askers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if re.search(r"dialect\.name|execute_if\(", path.read_text())
    ]

    assert askers == ["app/core/db.py"], "ask app.core.db.is_sqlite, or use with_statements"


def test_rules_use_the_standard_library_other_rules_and_what_adr_2_lists() -> None:
    rules = [
        *(ROOT / "app").glob("*/domain/**/*.py"),
        *(ROOT / "app").glob("*/domain.py"),
        *(ROOT / "app" / "spc").rglob("*.py"),
        ROOT / "app" / "policy" / "table.py",
    ]
    strange = [
        f"{path.relative_to(ROOT).as_posix()}: {module}"
        for path in rules
        for module in _imported(path)
        if not _is_pure(module, of=path.relative_to(ROOT).parts[1])
    ]

    assert strange == [], "give rules plain values; a new pure library needs its reason in ADR 2"


def _imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, those for types too; its own folder's aside."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0) if module.startswith("app."):
                rooms = [f"{module}.{alias.name}" for alias in node.names]
                yield from [module] if re.match(PURE_ROOMS, module) else rooms
            case ast.ImportFrom(module=str(module), level=0):
                yield module


def _is_pure(module: str, *, of: str) -> bool:
    top = module.split(".", maxsplit=1)[0]
    if top == "app":
        return re.match(PURE_ROOMS, module) is not None
    return top in sys.stdlib_module_names or of in PURE_LIBRARIES.get(top, set())
