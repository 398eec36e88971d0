"""What the organisation knows and teaches."""
