"""Feedback: was this helpful, and which answers are missing.

A `Vote` is one reader's word on one article, changeable; the `Tally` beside each article counts them. A `MissingAnswer` is
something people searched for in vain. The app knows no article: those above register theirs in `votables.registry`.
"""
