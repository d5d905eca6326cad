"""For WSGI servers (`gunicorn wsgi:app`) and for the `flask` commands, which look for this file."""

from __future__ import annotations

from app.operations.start import serving

app = serving()
