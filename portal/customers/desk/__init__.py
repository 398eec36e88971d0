"""What staff see and do with customers, one module a noun."""
