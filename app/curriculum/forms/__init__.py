"""What browsers may send about the curriculum."""
