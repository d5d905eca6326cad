"""The demo cohort: eight made-up clinics and what they did in eighteen months.

`people` and `clinics` say who and where, `trajectories` draws the counts, `stories` tells the
PDSA cycles that explain them, `builder` writes it all through the services of the features,
`rows` puts it into the database and `load` is what commands and `make run` call.
"""
