"""Ready words about events."""
