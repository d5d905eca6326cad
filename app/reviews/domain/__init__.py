"""Rules of reviews of applications: pure."""
