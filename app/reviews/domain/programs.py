"""Integer programs of yes and no, solved exactly by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import Any

HALF, NEAR = 0.5, 1e-6


class Program:
    """Choices with costs, and rows that bound sums of them; the cheapest choice is found.

    >>> program = Program()
    >>> for name, cost in (("bus", 3), ("train", 2), ("walk", 4)):
    ...     program.choice(name, cost)
    >>> program.row([("bus", 1), ("train", 1), ("walk", 1)], least=2, most=2)
    >>> sorted(program.solve())
    ['bus', 'train']
    """

    def __init__(self) -> None:
        self._places: dict[Hashable, int] = {}
        self._costs: list[float] = []
        self._bounds: list[tuple[float, float]] = []
        self._cells: list[tuple[int, int, int]] = []
        self._rows: list[tuple[float, float]] = []

    def choice(self, name: Hashable, cost: float = 0, *, least: float = 0, most: float = 1) -> None:
        """One more thing to choose, `least` to `most` times."""
        self._places[name] = len(self._costs)
        self._costs.append(cost)
        self._bounds.append((least, most))

    def row(
        self,
        terms: Iterable[tuple[Hashable, int]],
        *,
        least: float = -math.inf,
        most: float = math.inf,
    ) -> None:
        """The sum of these choices, each times its factor, lies from `least` to `most`."""
        number = len(self._rows)
        self._cells += [(number, self._places[name], factor) for name, factor in terms]
        self._rows.append((least, most))

    def solve(self, *, like_a_flow: bool = False) -> frozenset[Hashable]:
        """What is chosen at least once; there must be a solution.

        `like_a_flow`: without asking for whole numbers they come out whole, and much faster;
        when they do not, they are asked for.
        """
        if not self._costs:
            return frozenset()
        import numpy as np  # noqa: PLC0415  # slow to load, and few pages need it
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  # slow to load too
        from scipy.sparse import csr_array  # noqa: PLC0415  # slow to load too

        cells = np.array(self._cells, dtype=np.int64).reshape(-1, 3)
        shape = len(self._rows), len(self._costs)
        matrix = csr_array((cells[:, 2].astype(float), (cells[:, 0], cells[:, 1])), shape=shape)
        low, high = np.array(self._rows, dtype=float).reshape(-1, 2).T
        least, most = np.array(self._bounds, dtype=float).reshape(-1, 2).T
        costs = np.array(self._costs, dtype=float)

        def found(integrality: int) -> Any:
            answer = milp(
                costs,
                integrality=np.full(len(costs), integrality),
                bounds=Bounds(least, most),
                constraints=LinearConstraint(matrix, low, high),
                options={"mip_rel_gap": 0},
            )
            assert answer.success, answer.message  # noqa: S101  # proven before
            return answer.x

        chosen = found(0 if like_a_flow else 1)
        if like_a_flow and np.abs(chosen - chosen.round()).max() > NEAR:
            chosen = found(1)
        return frozenset(name for name, place in self._places.items() if chosen[place] > HALF)
