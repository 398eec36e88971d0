"""Segments: saved conditions over traits and the timeline, and who is in.

Nouns: condition (a node of a tree), segment (a named tree), member, move. Promises: a segment is one parametrised SQL statement and
one plain sentence from the same tree; membership follows the facts at once, and the nightly full count finds no difference.
"""
