"""What browsers may send about events."""
