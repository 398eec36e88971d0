from haystack.backends.whoosh_backend import WhooshEngine as PortalWhooshEngine  # noqa: F401
