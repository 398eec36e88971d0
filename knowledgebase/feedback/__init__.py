"""Feedback: was this helpful, and which answers are missing."""
