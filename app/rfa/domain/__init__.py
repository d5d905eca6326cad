"""Rules of applications and rounds: pure."""
