"""What pages about decisions and awards show, ready in words."""
