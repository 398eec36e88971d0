"""Who gets what: a hash of the campaign's salt and the household, so that a household's arm never depends on order, time or retries."""

import hashlib
from collections.abc import Iterable, Sequence

BUCKETS = 10_000


def bucket(salt: str, unit: int | str) -> int:
    """0 to 9,999 from the first 8 bytes of SHA-256(salt ‖ unit). The separator keeps salt 'a1' + unit 2 from being salt 'a' + unit 12."""
    return int.from_bytes(hashlib.sha256(f"{salt}\x1f{unit}".encode()).digest()[:8], "big") % BUCKETS


def buckets(salt: str, units: Iterable[int | str]) -> list[int]:
    """The bucket of each unit, in order."""
    begun = hashlib.sha256(f"{salt}\x1f".encode())
    found = []
    for unit in units:
        hashed = begun.copy()
        hashed.update(str(unit).encode())
        found.append(int.from_bytes(hashed.digest()[:8], "big") % BUCKETS)
    return found


def is_held_out(bucket_of_unit: int, percent: float) -> bool:
    """Whether the bucket belongs to the hold-out: the lowest `percent` of all buckets."""
    return bucket_of_unit < round(float(percent) * BUCKETS / 100)


def chooser(salt: str, shares: Sequence[tuple[str, int]]) -> list[str]:
    """The variant of each of the 10,000 buckets of a second draw (`salt` + ':variant'), by shares; independent of the hold-out."""
    total = sum(share for _key, share in shares)
    if total <= 0:
        return [""] * BUCKETS
    table: list[str] = []
    passed = 0
    for key, share in shares:
        passed += share
        table += [key] * (round(passed * BUCKETS / total) - len(table))
    return table


def variants(salt: str, shares: Sequence[tuple[str, int]], units: Iterable[int | str]) -> list[str]:
    """The variant of each unit, in order."""
    table = chooser(salt, shares)
    return [table[number] for number in buckets(f"{salt}:variant", units)]
