"""A worker of its own that erases step by step, slowly, so that it can be killed in the middle: `python -m … <number of the erasure>`."""

import sys
import time

import django

django.setup()

from portal.core import privacy  # noqa: E402 - after the set-up
from portal.customers.privacy import tasks  # noqa: E402 - same

_whole = privacy.erased


def _slowly(*args):
    count = _whole(*args)
    print("step", flush=True)
    time.sleep(0.1)
    return count


privacy.erased = _slowly
tasks.erase.call(int(sys.argv[1]))
