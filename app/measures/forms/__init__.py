"""What browsers may send about measures and numbers."""
