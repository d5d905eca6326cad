"""Every change to the curriculum. Callers authorise first, commit last."""
