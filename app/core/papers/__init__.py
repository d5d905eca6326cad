"""Papers: what they are made of, the letters they can show, and how they become PDF."""
