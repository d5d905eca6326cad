"""What pages about reviews of applications show, ready in words."""
