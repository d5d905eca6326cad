"""What the browser may send to pages about decisions and awards."""
