"""Reads of campaigns, one module a noun."""
