"""Messaging: everything the house says to a customer outside a page, on whatever channel.

Nouns: channel (an adapter), template (words in four languages), message (one row for one recipient), mailing (many messages under
one policy), delivery event (what came back). Promises: nothing leaves without `may_send`; each message is claimed, committed, then
handed over; one whose sender was killed in between is 'unknown' until a policy resolves it; nothing is missed and nothing doubled.
"""
