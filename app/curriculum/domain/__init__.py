"""The rules of the curriculum: what a lesson is, when it may be published, what counts as done."""
