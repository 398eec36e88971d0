"""Plain names: no drawer words for modules, dates and moments told apart."""

from django.apps import apps
from django.db import models

from tests.house.tree import PACKAGES, ROOT, own

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services", "lib", "stuff"}


def drawer_names(paths: list[str]) -> list[str]:
    """Faults for modules or folders whose name says nothing."""
    return [path for path in paths if {part.removesuffix(".py") for part in path.split("/")} & DRAWERS]


def misnamed_moments(fields: list[tuple[str, str, bool]]) -> list[str]:
    """Faults for (field, its class, is a moment): moments end in _at, or are called at; days end in _on, or valid_from/valid_to."""
    faults = []
    for name, kind, moment in fields:
        last = name.split(".")[-1]
        good = last.endswith(("_at", "_until")) or last in {"at", "muted_until", "banned_until", "until"}
        if moment and not good:
            faults.append(f"{name} is a {kind}: its name should end in _at")
        if not moment and not (last.endswith("_on") or last in {"valid_from", "valid_to"}):
            faults.append(f"{name} is a {kind}: its name should end in _on")
    return faults


def test_no_module_is_a_drawer():
    assert drawer_names([str(path.relative_to(ROOT)) for path in own("*.py", tests=True)]) == []


def test_a_drawer_is_found():
    assert drawer_names(["portal/core/utils.py", "portal/core/text.py"]) == ["portal/core/utils.py"]


def _own_dates() -> list[tuple[str, str, bool]]:
    found = []
    for model in apps.get_models():
        if model._meta.app_config.name.split(".")[0] not in PACKAGES:
            continue
        for field in model._meta.local_fields:
            inherited = field.model is not model or field.name in {"last_login", "date_joined"}
            if isinstance(field, models.DateField) and not inherited:
                found.append((f"{model.__name__}.{field.name}", type(field).__name__, isinstance(field, models.DateTimeField)))
    return found


def test_moments_and_days_are_named_apart():
    dates = _own_dates()
    assert len(dates) > 10
    assert misnamed_moments(dates) == []


def test_a_misnamed_moment_is_found():
    assert misnamed_moments([("Room.created", "DateTimeField", True)]) == ["Room.created is a DateTimeField: its name should end in _at"]
