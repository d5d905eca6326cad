"""Tables of applications and rounds."""

from __future__ import annotations
