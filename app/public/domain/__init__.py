"""Rules of what anyone may read: pure."""
