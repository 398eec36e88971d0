"""The map holds: every app is on it, and tables point downwards only."""

import pytest
from django.apps import apps
from django.db import models

from tests.house.tree import PACKAGES, level_of


def upward_keys(found: list[tuple[str, str, str]]) -> list[str]:
    """Faults for (app of the model, field, app it points to)."""
    return [f"{here}: {field} points up to {there}" for here, field, there in found if here != there and level_of(there) >= level_of(here)]


def our_keys() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models():
        here = model._meta.app_config.name
        if here.split(".")[0] not in PACKAGES:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            outgoing = isinstance(field, (models.ForeignKey, models.OneToOneField, models.ManyToManyField))
            if outgoing and isinstance(target, type) and target._meta.app_config.name.split(".")[0] in PACKAGES:
                found.append((here, f"{model.__name__}.{field.name}", target._meta.app_config.name))
    return found


def test_every_app_of_ours_is_on_the_map():
    ours = [config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES]
    assert len(ours) == 19
    for name in ours:
        level_of(name)


def test_an_app_missing_from_the_map_is_refused():
    with pytest.raises(KeyError):
        level_of("portal.nowhere")


def test_foreign_keys_point_downwards_only():
    keys = our_keys()
    assert len(keys) > 10
    assert upward_keys(keys) == []


def test_an_upward_foreign_key_is_found():
    assert upward_keys([("portal.customers", "Party.room", "community.chat")]) == ["portal.customers: Party.room points up to community.chat"]
