"""What the organisation offers."""
