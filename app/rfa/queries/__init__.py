"""Every look at rounds and applications."""
