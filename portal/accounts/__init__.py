"""Accounts: the user who signs in, his roles as permission sets, his sessions."""
