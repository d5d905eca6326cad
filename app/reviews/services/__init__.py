"""Every change to reviews of applications. Callers authorise first, commit last."""
