"""Messaging as customers see it, one module a noun."""
