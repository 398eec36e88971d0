"""The demo: one believable company, loaded by `manage.py demo`."""
