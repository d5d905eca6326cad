"""Every change to decisions and awards. Callers authorise first, commit last."""
