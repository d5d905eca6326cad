"""Rules of charters: pure."""
