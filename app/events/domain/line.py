"""Places and the line for them: whoever asked first is first. Pure."""

from __future__ import annotations


def free(capacity: int | None, taken: int) -> int | None:
    """How many places are free; None when nobody counts them.

    Fewer places than people, after staff lowered the number, means none: nobody is sent away.

    >>> free(30, 28), free(30, 31), free(None, 500)
    (2, 0, None)
    """
    return None if capacity is None else max(0, capacity - taken)


def is_full(capacity: int | None, taken: int) -> bool:
    """
    >>> is_full(30, 30), is_full(None, 30)
    (True, False)
    """
    return free(capacity, taken) == 0


def ordinal(number: int) -> str:
    """
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '101st', '111th']
    """
    is_teen = number % 100 in {11, 12, 13}
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
