"""Tables of what anyone may read."""

from __future__ import annotations
