"""Rules of decisions and awards: pure."""
