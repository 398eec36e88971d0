"""Puts the data there that is measured: the demo at a scale, indexed; then many more products, which the index does not hold."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command

from catalog.products.models import Product
from portal.site.demo import bulk_products
from portal.site.management.commands.demo import LABELS

INDEXED = 10_000
"""Products each language's search index holds; what is added beyond them is for the lists."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """How much data: the demo's scale and the number of products in all."""

    scale: int
    products: int


def _mark() -> Path:
    return Path(settings.VAR_DIR) / "filled.json"


def filled() -> dict[str, Any]:
    """What the bench's database holds by its mark; {} for nothing."""
    try:
        return json.loads(_mark().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def fill(wanted: Wanted, told: Told) -> None:
    """Bring tables, style sheets and rows to what is wanted; what is there already stays."""
    _step(told, "tables", lambda: call_command("migrate", verbosity=0, interactive=False))
    _step(told, "style sheets", lambda: call_command("collectstatic", verbosity=0, interactive=False))
    cache.clear()
    there, mark = filled(), {**asdict(wanted), "demo": sorted(LABELS)}
    if there == mark and Product.objects.exists():
        return
    _step(told, f"demo at scale {wanted.scale}", lambda: call_command("demo", scale=wanted.scale))
    if there | {"demo": mark["demo"]} == mark:  # only the demo has learnt to load more since
        _mark().write_text(json.dumps(mark), encoding="utf-8")
        cache.clear()
        return
    _step(told, "products for the index", lambda: bulk_products.stock(min(INDEXED, wanted.products)))
    _step(told, "search index", lambda: call_command("search_rebuild", verbosity=0))
    _step(told, "products for the lists", lambda: bulk_products.stock(wanted.products))
    _mark().write_text(json.dumps(mark), encoding="utf-8")
    cache.clear()


def _step(told: Told, label: str, do: Callable[[], object]) -> None:
    begun = time.monotonic()
    do()
    told(f"  {label}: {time.monotonic() - begun:.1f} s")
