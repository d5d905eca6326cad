"""What the browser may send to pages about reviews of applications."""
