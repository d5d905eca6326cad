"""Looking through every place where free text stands, and through what was taken out."""
