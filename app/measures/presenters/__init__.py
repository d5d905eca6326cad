"""Ready words and flags for the pages of this feature."""
