"""What messaging adds to the registries below, one module a noun."""
