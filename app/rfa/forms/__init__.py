"""What the browser may send to pages about rounds and applications."""
