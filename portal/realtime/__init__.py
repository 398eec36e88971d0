"""Realtime: one hub per process between what happened and the sockets that should know.

It knows topics ('room:12', 'user:7'), never rooms. Apps register a Source (heads, catch-up, who may listen) and a route
in their hooks. Nothing here is the record: a publication may be lost, the reconciler finds what is missing.
"""
