"""Everything that changes a campaign, one module a noun."""
