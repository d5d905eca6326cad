"""The rules of events: who may come, who came, when a check-in counts, what an evaluation shows."""
