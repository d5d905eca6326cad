"""Why reviews cannot be assigned: a largest flow, and the cut that proves that it is largest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

Link = tuple[int, int]
"""One that gives and one that takes, by id; a link carries one review at most."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """`givers` want to give `wanted` reviews; only `possible` of them find a place.

    `takers` are full with `places`; each link from a giver to another taker carries one more.
    """

    givers: frozenset[int]
    takers: frozenset[int]
    wanted: int
    places: int
    possible: int


def shortage(
    wants: Mapping[int, int], places: Mapping[int, int], links: Collection[Link]
) -> Shortage | None:
    """Who cannot give all that they want, or None when everything finds a place.

    The cut of a largest flow: the set is too large for the places that it can reach, so no
    assignment exists at all.

    >>> shortage({1: 1, 2: 1}, {7: 1}, [(1, 7), (2, 7)]).possible
    1
    """
    import numpy as np  # noqa: PLC0415  # slow to load, and few pages need it
    from scipy.sparse import csr_array  # noqa: PLC0415  # slow to load too
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow  # noqa: PLC0415  # slow to load too

    givers, takers = sorted(wants), sorted(places)
    spot = {("giver", key): number for number, key in enumerate(givers, 1)}
    spot |= {("taker", key): number for number, key in enumerate(takers, len(givers) + 1)}
    end = len(spot) + 1
    edges = [(0, spot["giver", key], wants[key]) for key in givers]
    edges += [(spot["giver", one], spot["taker", other], 1) for one, other in sorted(links)]
    edges += [(spot["taker", key], end, places[key]) for key in takers]
    rows, columns, sizes = np.array(edges, dtype=np.int32).reshape(-1, 3).T
    room = csr_array((sizes, (rows, columns)), shape=(end + 1, end + 1), dtype=np.int32)
    flow = maximum_flow(room, 0, end)
    if flow.flow_value == sum(wants.values()):
        return None
    left = csr_array(room - flow.flow)
    left.eliminate_zeros()
    reached = set(breadth_first_order(left, 0, return_predecessors=False).tolist())
    short = frozenset(key for key in givers if spot["giver", key] in reached)
    full = frozenset(key for key in takers if spot["taker", key] in reached)
    others = sum(one in short and other not in full for one, other in links)
    held = sum(places[key] for key in full)
    return Shortage(short, full, sum(wants[key] for key in short), held, held + others)
