"""What staff see of applications: the list, one application, and what is exported."""
