"""Rules about where people belong."""
