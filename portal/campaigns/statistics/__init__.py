"""The arithmetic of campaigns, with numpy and the standard library alone.

`arms` draws, `intervals` judges, `planning` says how many it takes, `simulation` proves the three on invented people. Nothing in here
knows a database. The house looks at an effect once, when the days that count are over (fixed horizon); a reading before that says so.
"""
