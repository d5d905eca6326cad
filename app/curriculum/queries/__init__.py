"""Every look at the curriculum."""
