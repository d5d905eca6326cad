"""Every look at reviews of applications."""
