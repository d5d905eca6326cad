"""What holds of the repository itself: its commands, its locks, its exceptions, its licences."""

from __future__ import annotations

import os
import re
import subprocess
import tokenize
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):(?! *=)", MAKEFILE, re.MULTILINE))
LOCKS = sorted(ROOT.glob("requirements/*.lock"))
VENDOR = ROOT / "static" / "vendor"
OURS = ("app", "tests", "scripts", "migrations", "benchmarks")
EXCEPTION = re.compile(
    r"#\s*(?:noqa|type:\s*ignore)(?::?\s*(?P<rules>\[[\w, -]+\]|[A-Z]+\d+(?:, ?[A-Z]+\d+)*))?(?P<reason>.*)"
)


def python_files() -> list[Path]:
    folders = [path for name in OURS for path in sorted((ROOT / name).rglob("*.py"))]
    return [*sorted(ROOT.glob("*.py")), *folders]


def programs() -> list[Path]:
    return [path for path in sorted((ROOT / "scripts").iterdir()) if path.is_file()]


def comments(path: Path) -> list[tuple[int, str]]:
    with path.open("rb") as file:
        return [
            (token.start[0], token.string)
            for token in tokenize.tokenize(file.readline)
            if token.type == tokenize.COMMENT
        ]


# ------------------------------------------------------------------ commands


def test_the_readme_starts_the_portal_and_its_tests_with_one_command_each() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for command in ("make run", "make test"):
        assert command in readme, f"README.md does not show `{command}`"
        assert command.removeprefix("make ") in TARGETS


def test_every_make_command_that_a_document_names_exists() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {
        (path.name, target)
        for path in documents
        for target in re.findall(r"(?:`|^ {4}|^\$ )make ([a-z]+)", path.read_text(), re.MULTILINE)
    }

    assert {(path, target) for path, target in named if target not in TARGETS} == set()


def test_make_help_lists_every_command() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    listed = set(re.findall(r"^ +make ([a-z]+) +\S", shown, re.MULTILINE))
    assert listed == TARGETS, "give every target of the Makefile a `## sentence`"


def test_ci_runs_what_people_run() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.findall(r"^make (\w+)", ci, re.MULTILINE) == ["lint", "test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("path", programs(), ids=lambda path: path.name)
def test_shell_programs_can_be_run_and_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not text.startswith("#!"):
        assert path.suffix == ".py", f"{path.name} needs a first line that says what runs it"
        return

    assert os.access(path, os.X_OK), f"chmod +x scripts/{path.name}"
    subprocess.run(["/bin/sh", "-n", path], check=True)
    assert text.splitlines()[1].startswith("# "), "the second line says what the program is for"


# ------------------------------------------------------------------ locks


def requirements(lock: Path) -> dict[str, str]:
    """Each entry of a lock: name==version, and all that belongs to it."""
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    return {entry.split(" ")[0]: entry for entry in entries}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_one_version_and_its_hashes(lock: Path) -> None:
    for name, entry in requirements(lock).items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.+!]+", name), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), f"{name} has no hash"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_and_no_path(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert re.findall(r"\S*(?:://|--index|--find-links|/\w+/)\S*", text) == []


def test_developers_run_the_portal_on_the_locked_versions() -> None:
    runtime, dev = (set(requirements(ROOT / f"requirements/{n}.lock")) for n in ("runtime", "dev"))

    assert runtime <= dev, "run `make lock`: the two locks differ"


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_everything_asked_for_is_locked(name: str) -> None:
    asked = (ROOT / f"requirements/{name}.in").read_text(encoding="utf-8")
    locked = {r.split("==")[0] for r in requirements(ROOT / f"requirements/{name}.lock")}
    names = re.findall(r"^[A-Za-z][\w-]+", asked, re.MULTILINE)
    wanted = {asked_for.lower().replace("_", "-") for asked_for in names}

    assert wanted - locked == set(), "run `make lock`"


# ------------------------------------------------------------------ exceptions and licences


def test_every_exception_from_style_or_types_names_its_rule_and_its_reason() -> None:
    silent = []
    for path in python_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, comment in comments(path):
            found = EXCEPTION.match(comment)
            if found and not _is_reasoned(found):
                silent.append(f"{path.relative_to(ROOT)}:{number}: {lines[number - 1].strip()}")

    assert silent == [], "write `# noqa: RULE  # why` or `# type: ignore[rule]  # why`"


def _is_reasoned(found: re.Match[str]) -> bool:
    return bool(found["rules"]) and len(re.findall(r"[A-Za-z]+", found["reason"])) >= 2


def test_every_exception_for_a_whole_folder_says_why_above_it() -> None:
    lines = PYPROJECT.splitlines()
    start = lines.index("[tool.ruff.lint.per-file-ignores]")
    exceptions = [i for i, line in enumerate(lines) if i > start and re.match(r'^"\S+" = \[', line)]

    for i in exceptions:
        above = lines[i - 1]
        assert above.startswith(("# ", '"')), f"pyproject.toml:{i + 1}: say why, in a comment"


def test_the_rules_that_are_switched_off_say_why() -> None:
    block = re.search(r"^ignore = \[\n(.*?)^\]", PYPROJECT, re.MULTILINE | re.DOTALL)

    assert block is not None
    for line in block[1].splitlines():
        assert re.search(r'"[A-Z]+\d+", +# \w+ \w+', line), f"say why: {line}"


def test_the_licence_is_the_one_that_the_package_declares() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert tomllib.loads(PYPROJECT)["project"]["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "The CYSHCN Cares 2 portal contributors" in text


def test_everything_taken_from_others_keeps_its_licence_beside_it() -> None:
    taken = [path for path in sorted(VENDOR.iterdir()) if path.is_dir()]

    assert taken, "static/vendor holds one folder for each thing taken from others"
    for folder in taken:
        names = {path.name.upper().split(".")[0] for path in folder.iterdir()}
        assert names & {"LICENSE", "LICENCE", "OFL", "COPYING"}, f"no licence in {folder.name}"
