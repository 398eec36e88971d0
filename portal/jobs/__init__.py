"""Background work: what django-tasks' database backend lacks, and a page that shows it.

Nouns: job (a task with a policy of retries), worker (a process that beats), schedule (work that comes round).
Promises: work queued in a transaction that rolls back never runs; work whose worker was killed is taken up by the next one;
a failed try is repeated with growing waits; a schedule is never doubled, however many workers there are.
A job may run twice, so it says `idempotent=False` when that would do harm.
"""
