"""Of a reader, tutorials hold how far he has come."""

from portal.core import privacy

privacy.not_personal("tutorials.Tutorial", staff=["locked_by"])
privacy.not_personal("tutorials.Tutorial_products", "tutorials.Step")
privacy.declare(
    "tutorials.Progress", of=["party"], export=["tutorial__code", "tutorial__title", "started_at", "changed_at", "finished_at"],
    erase=privacy.DELETE,
)  # fmt: skip
privacy.declare("tutorials.StepDone", of=["progress__party"], export=["progress__tutorial__code", "step__code", "at"], erase=privacy.DELETE)
