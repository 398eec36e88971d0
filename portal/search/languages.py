"""Which Haystack connection belongs to which language."""

from haystack import connections


def alias_for(language: str) -> str:
    """The connection of a language: 'default' for the default language, else its code."""
    return language if language in connections.connections_info else "default"


def aliases() -> list[str]:
    """All connections, one for each language."""
    return list(connections.connections_info)


def language_of_alias(alias: str | None) -> str:
    return connections[alias or "default"].options["LANGUAGE"]
