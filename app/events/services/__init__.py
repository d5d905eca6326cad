"""Every change to events. Callers authorise first, commit last."""
