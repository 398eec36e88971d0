"""Tutorials: a task in steps, with the reader's progress.

A `Tutorial` has `Step`s. Customers who are signed in have a `Progress` in the database, visitors keep theirs in their own
browser (tutorial-progress.js); without JavaScript the steps are plain pages that lead on.
"""
