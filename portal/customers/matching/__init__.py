"""Who may be the same: a Fellegi-Sunter model of our own, trained without labels.

The same code compares the rows of a CSV file and the portal's parties. Columns are mapped to roles (`columns.ROLES`); `normalise`
brings values of Latin, Arabic and Chinese script into one form; `blocking` says which rows are compared at all; `comparing` gives
each pair a level of agreement for each column; `model` learns what a level is worth (EM) and turns levels into a probability.
`recognise` asks that of one arriving customer.
"""
