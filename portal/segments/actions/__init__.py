"""Every write of segments: editing them, and keeping their members."""
