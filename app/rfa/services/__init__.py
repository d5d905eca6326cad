"""Every change to rounds and applications. Callers authorise first, commit last."""
