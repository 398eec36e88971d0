"""Every write of messaging, one module a noun."""
