"""The engine agrees with the programs that practitioners trust (see each case's `tool`)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.support import spc_cases

CASES = sorted((Path(__file__).parents[2] / "spc_cases").glob("*.json"))
ENGINES = {"ihi": spc_cases.ihi, "qic": spc_cases.qic}


def _same(expected: Any, got: Any, tolerance: dict[str, float]) -> bool:
    if isinstance(expected, dict | list | str | bool) or expected is None or got is None:
        return bool(expected == got)
    return math.isclose(expected, got, rel_tol=tolerance["rel"], abs_tol=tolerance["abs"])


def _same_trend(expected: dict[str, Any], got: dict[str, Any]) -> bool:
    """Either end of a trend may lie anywhere among equal values."""
    return (
        got["direction"] == expected["direction"]
        and got["n_points"] == expected["n_points"]
        and got["start"] in expected["start_any_of"]
        and got["end"] in expected["end_any_of"]
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_engine_agrees_with_the_reference(path: Path) -> None:
    case = json.loads(path.read_text())
    expected, tolerance = case["expected"], case["tolerance"]
    got = ENGINES[case["family"]](case["input"])

    assert got["error"] is None
    for name in case["compare"].get("fields", []):
        if name == "trends":
            pairs = zip(expected[name], got[name], strict=True)
            assert all(_same_trend(*pair) for pair in pairs), name
        else:
            assert _same(expected[name], got[name], tolerance), name
    for name in case["compare"].get("points", []):
        pairs = zip(expected["points"][name], got["points"][name], strict=True)
        assert all(_same(*pair, tolerance) for pair in pairs), name
    for name in case["compare"].get("parts", []):
        for part, found in zip(expected["parts"], got["parts"], strict=True):
            assert _same(part[name], found[name], tolerance), (part["part"], name)


def test_every_kind_of_case_is_there() -> None:
    assert {json.loads(path.read_text())["family"] for path in CASES} == set(ENGINES)
    assert all(json.loads(path.read_text())["source"]["kind"] for path in CASES)


def test_several_values_of_a_subgroup_become_one_point() -> None:
    given = {
        "chart": "run",
        "x": [2, 1, 1, 2, 3],
        "y": [4, 1, 3, None, None],
        "agg_fun": "mean",
        "multiply": 10,
    }

    points = spc_cases.qic(given)["points"]
    assert points["y"] == [20, 40, None]
    assert points["subgroup_size"] == [2, 1, 0]
    assert spc_cases.qic(given | {"agg_fun": "sd"})["points"]["y"][1:] == [None, None]


def test_subgroups_with_denominators_are_pooled() -> None:
    given = {"chart": "run", "x": [1, 1, 2], "y": [1, 2, 5], "n": [4, 6, 4], "multiply": 100}

    assert spc_cases.qic(given)["points"]["y"] == pytest.approx([30, 125])


def test_freezing_gives_way_to_parts() -> None:
    given = {"chart": "run", "y": [1, 2, 3, 4, 5, 6, 7, 8], "freeze": 3, "part": [4, 4, 9]}

    answer = spc_cases.qic(given)
    assert answer["points"]["cl"] == [2.5] * 4 + [6.5] * 4
    assert [part["last"] for part in answer["parts"]] == [4, 8]


def test_a_count_out_of_nothing_is_an_error() -> None:
    assert "out of" in spc_cases.qic({"chart": "run", "y": [3, 1], "n": [0, 2]})["error"]
    assert spc_cases.ihi({"y": [float("inf"), 1]})["error"]


@pytest.mark.parametrize("engine", [spc_cases.ptd, spc_cases.rules])
def test_what_is_not_built_yet_says_so(engine: Any) -> None:
    with pytest.raises(NotImplementedError):
        engine({})


def test_other_charts_say_that_they_are_not_built_yet() -> None:
    with pytest.raises(NotImplementedError):
        spc_cases.qic({"chart": "p", "y": [1]})
