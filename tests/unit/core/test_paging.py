from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.paging import MOST_PAGES, Pages, asked_page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("page=", 1),
        ("page=0", 1),
        ("page=7", 7),
        ("page=07", 7),
        ("page=10000", MOST_PAGES),
        ("page=99999", MOST_PAGES),
        ("page=100000", 1),
        ("page=-3", 1),
        ("page=two", 1),
        ("page=%C2%B2", 1),
        ("page=%D9%A3", 1),
        ("page=" + "9" * 5000, 1),
    ],
)
def test_an_address_asks_for_a_page_that_there_can_be(app: Flask, query: str, number: int) -> None:
    with app.test_request_context(f"/?{query}"):
        assert asked_page() == number


def test_a_list_may_begin_elsewhere_and_name_its_page_otherwise(app: Flask) -> None:
    with app.test_request_context("/?trail=4"):
        assert asked_page("trail") == 4
        assert asked_page("page", default=MOST_PAGES) == MOST_PAGES


@given(st.integers(0, 300), st.integers(1, 60))
def test_every_thing_is_on_exactly_one_page(total: int, size: int) -> None:
    things = range(total)
    found = [
        Pages(total, size, asked).of(things) for asked in range(1, Pages(total, size).count + 1)
    ]

    assert [one for page in found for one in page] == list(things)
    assert all(len(page) <= size for page in found)


@given(st.integers(0, 300), st.integers(1, 60), st.integers())
def test_the_page_shown_is_one_that_there_is(total: int, size: int, asked: int) -> None:
    here = Pages(total, size, asked)

    assert 1 <= here.number <= here.count
    assert here.offset == (here.number - 1) * size
