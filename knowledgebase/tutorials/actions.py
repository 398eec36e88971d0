"""Every write of tutorials and of progress."""

from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from knowledgebase.tutorials.models import Progress, Step, StepDone, Tutorial
from portal.core import pagecache
from portal.core.clock import now
from portal.core.i18n import column
from portal.customers import timeline
from portal.customers.models import Party
from portal.topics.models import Topic

Outcome = Literal["added", "changed"]


class ForeignStepError(ValueError):
    """The step belongs to another tutorial."""


@transaction.atomic
def mark_step_done(tutorial: Tutorial, *, by: Any, party: Party, step: Step, at: datetime | None = None) -> Progress:
    """The customer has done a step; with the last missing one he has finished the tutorial, which his timeline tells once.

    A step done twice is done once. Raises ForeignStepError.
    """
    if step.tutorial_id != tutorial.pk:
        raise ForeignStepError
    progress, _added = _mark(tutorial, [step], by=by, party=party, moment=at or now())
    return progress


@transaction.atomic
def bring_progress(done: dict[str, set[str]], *, by: Any, party: Party) -> int:
    """Add what the customer had done as a visitor: {code of a tutorial: codes of its steps}. Returns how many steps were new to us.

    What is not, or no longer, a step of a tutorial that he may read is passed over.
    """
    added, moment = 0, now()
    for tutorial in Tutorial.objects.visible_to(by).filter(code__in=list(done)).prefetch_related("steps"):
        steps = [step for step in tutorial.steps.all() if step.code in done[tutorial.code]]
        if steps:
            added += _mark(tutorial, steps, by=by, party=party, moment=moment)[1]
    return added


def _mark(tutorial: Tutorial, steps: list[Step], *, by: Any, party: Party, moment: datetime) -> tuple[Progress, int]:
    """The progress with these steps done, and how many of them were not before."""
    progress, _new = Progress.objects.get_or_create(party=party, tutorial=tutorial, defaults={"started_at": moment, "changed_at": moment})
    known = set(StepDone.objects.filter(progress=progress).values_list("step_id", flat=True))
    fresh = [StepDone(progress=progress, step=step, at=moment) for step in steps if step.pk not in known]
    StepDone.objects.bulk_create(fresh, ignore_conflicts=True)
    Progress.objects.filter(pk=progress.pk).update(changed_at=moment)
    missing = Step.objects.filter(tutorial=tutorial).exclude(pk__in=StepDone.objects.filter(progress=progress).values("step_id"))
    if not missing.exists() and Progress.objects.filter(pk=progress.pk, finished_at=None).update(finished_at=moment):
        timeline.record(
            party, "tutorials.finished", attrs={"title": tutorial.title, "tutorial": tutorial.code}, about=tutorial, actor=by, at=moment,
            key=f"tutorials.finished:{party.pk}:{tutorial.pk}",
        )  # fmt: skip
    progress.refresh_from_db()
    return progress, len(fresh)


@transaction.atomic
def start_again(tutorial: Tutorial, *, by: Any, party: Party) -> None:
    """Forget which steps the customer has done; that he finished it once stays on his timeline."""
    Progress.objects.filter(tutorial=tutorial, party=party).delete()


@transaction.atomic
def put_tutorial(
    code: str,
    *,
    by: Any,
    topic: Topic,
    texts: dict[str, dict[str, str]],
    steps: list[dict[str, Any]],
    products: list[Any] | None = None,
    picture: Any = None,
    updated_at: datetime | None = None,
    **fields: Any,
) -> tuple[Tutorial, Outcome]:
    """Make the tutorial with this code as told, or bring it up to date, published.

    `texts` is {language: {'title': …, 'slug': …, 'summary': …, 'tools': …, 'keywords': …}}, a step is
    {'code': …, 'minutes': …, 'texts': {language: {'title': …, 'body': …, 'stuck': …}}}. Steps keep their row by their code,
    so that readers keep their progress. `fields` are minutes, difficulty, featured, position.
    """
    tutorial = Tutorial.objects.filter(code=code).first() or Tutorial(code=code, topic=topic, live=True)
    is_new = tutorial.pk is None
    told: dict[str, Any] = {column(field, language): text for language, own in texts.items() for field, text in own.items()}
    told |= {"topic": topic, "live": True, **fields}
    told |= {"updated_at": updated_at, "text_mark": ""} if updated_at else {}
    told |= {"picture": picture} if picture is not None else {}
    for name, value in told.items():
        setattr(tutorial, name, value)
    known = {} if is_new else {step.code: step for step in tutorial.steps.all()}
    tutorial.steps = [_told_step(known.get(one["code"]) or Step(code=one["code"]), one, place) for place, one in enumerate(steps, 1)]
    if products is not None:
        tutorial.products = products
    tutorial.save()
    pagecache.content_changed()
    return tutorial, "added" if is_new else "changed"


def _told_step(step: Step, told: dict[str, Any], place: int) -> Step:
    step.sort_order, step.minutes = place, told["minutes"]
    for language, own in told["texts"].items():
        for field, text in own.items():
            setattr(step, column(field, language), text)
    return step


def follow_publication(tutorial: Tutorial) -> None:
    """A tutorial was published or hidden in the editor: kept pages are out of date."""
    pagecache.content_changed()
