"""Every look at decisions and awards."""
