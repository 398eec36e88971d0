"""Tutorials: a task in steps, with the reader's progress."""
