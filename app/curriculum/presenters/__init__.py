"""Ready words about the curriculum."""
