"""Realtime: one hub per process that hands frames to sockets; the database is the record, the socket is a hint."""
