"""Rules about words that are taken out; pure."""
