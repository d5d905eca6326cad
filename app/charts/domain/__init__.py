"""Pure rules of this feature: no Flask, no SQL."""
