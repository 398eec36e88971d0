"""Reads of messaging, one module a noun."""
