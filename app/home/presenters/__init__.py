"""What homes show, in words."""
