"""What the caches hold, whichever they are."""

from django.core.cache import caches


def everything_kept() -> dict[str, bytes]:
    """Each key with its value as it lies there."""
    found: dict[str, bytes] = {}
    for cache in caches.all():
        if hasattr(cache._cache, "get_client"):
            client = cache._cache.get_client()
            keys = list(client.scan_iter(match=f"{cache.key_prefix}:*"))
            found |= {key.decode(): client.get(key) or b"" for key in keys if client.type(key) == b"string"}
        else:
            found |= dict(cache._cache)
    return found
