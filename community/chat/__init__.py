"""Chat: rooms, memberships and messages in one unbroken order per room."""
