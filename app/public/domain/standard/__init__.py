"""The words that the public pages come with. Staff can change each of them on its page."""
