"""What pages about rounds and applications show, ready in words."""
