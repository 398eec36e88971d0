"""Moderation: reports, the review queue and sanctions for anything a person writes.

Nouns: a *report* is one reader's complaint about one target; a *review item* gathers the reports of a target until a moderator
decides; a *sanction* pauses a party's writing; the *log* keeps every decision and is never changed. What can be reported is told
by the apps above (`reportables.registry`): moderation names none of them. Each decision carries a reason the author reads, and can be
undone for thirty days.
"""
