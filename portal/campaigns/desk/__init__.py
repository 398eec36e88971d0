"""What staff see of campaigns, one module a noun."""
