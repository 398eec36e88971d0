"""Chat: rooms, memberships, and messages in one unbroken order per room.

The database is the record, the socket is a hint: every durable change takes the room's next number in its own transaction,
and any reader who knows the last number he has can be brought up to date (docs/chat-protocol.md). Sockets, HTTP posts
and tests use the same handlers (`commands.py`); every write is in `actions/`.
"""
