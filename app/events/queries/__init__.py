"""Every look at events."""
