"""A process for the kill test: forks writers that change topics and follow the queue, kills each at a random moment.

    python killed_writer.py KILLS [careless]    prints {"kills", "differences", "unreadable", "in_commit"} as JSON

`careless` is the control: the queue is emptied before the index is committed, so kills lose changes.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

import django

django.setup()

from django.db import connections as databases  # noqa: E402
from django.db import transaction  # noqa: E402
from haystack.utils.loading import UnifiedIndex  # noqa: E402

from portal.search import actions, queries, writing  # noqa: E402
from portal.search.models import SearchChange  # noqa: E402
from portal.topics.models import Topic  # noqa: E402
from tests.portal.search.topic_index import TopicIndex  # noqa: E402

UnifiedIndex.collect_indexes = lambda self: [TopicIndex()]
WORDS = ["gasket", "burr", "basket", "boiler", "pump", "valve", "filter", "spring"]
MARK = Path(os.environ["VAR_DIR"]) / "writing"


def write_for_ever():
    chance = random.Random(os.getpid())
    commit = writing.SegmentWriter.commit

    def marked(self, *args, **kwargs):
        MARK.write_text("commit")
        commit(self, *args, **kwargs)
        MARK.unlink()

    writing.SegmentWriter.commit = marked
    while True:
        for _change in range(chance.randrange(1, 6)):
            with transaction.atomic():  # as every action does: change and queue are one
                change(chance)
        actions.drain()


def change(chance):
    code = f"t{chance.randrange(40)}"
    topic = Topic.objects.filter(code=code).first() or Topic(code=code, slug_en=code)
    if topic.pk and chance.random() < 0.25:
        topic.delete()
        return
    topic.name_en = topic.name_de = " ".join(chance.sample(WORDS, 3))
    topic.intro_en = " ".join(chance.choices(WORDS, k=60))
    topic.save()


def careless():
    follow = actions._follow

    def emptied_first(changes, **options):
        changes = list(changes)
        SearchChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
        return follow(changes, **options)

    actions._follow = emptied_first


def in_fork(call):
    """Run `call` in a child and return its exit code."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = call()
        except BaseException:  # noqa: BLE001 - a fork must not run on as its parent
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def differences():
    found = actions.verify()
    if found:
        print(len(found), "differences, such as", found[0], list(SearchChange.objects.values()), file=sys.stderr)
    return min(90, len(found))


def readable():
    """0 when the index answers; anything it raises makes the exit code 99."""
    queries.backend_of("default").find("gasket", audiences=frozenset({"public"}))
    return 0


def main(kills):
    counts = {"kills": 0, "differences": 0, "unreadable": 0, "in_commit": 0}
    databases.close_all()
    for number in range(kills):
        child = os.fork()
        if child == 0:
            write_for_ever()
        time.sleep(random.uniform(0.05, 0.6))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        counts["kills"] += 1
        counts["in_commit"] += MARK.exists()
        MARK.unlink(missing_ok=True)
        counts["unreadable"] += in_fork(readable) != 0
        if number % 10 == 9 or number == kills - 1:
            counts["differences"] += in_fork(differences)
    print(json.dumps(counts))


if __name__ == "__main__":
    if "careless" in sys.argv:
        careless()
    main(int(sys.argv[1]))
