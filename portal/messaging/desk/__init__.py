"""Messaging as staff see it, one module a noun."""
