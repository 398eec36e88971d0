"""Write all pictures: python -m portal.site.demo.pictures OUTDIR."""

import sys
from pathlib import Path

from . import CODES, COLOURS, draw


def main(arguments: list[str]) -> int:
    """Write every picture, and every colour of a product, to a folder."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m portal.site.demo.pictures OUTDIR\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for code in CODES:
        name = code.replace(":", "-")
        (folder / f"{name}.svg").write_text(draw(code), encoding="utf-8")
        count += 1
        for colour in COLOURS.get(code, ())[1:]:
            target = folder / f"{name}--{colour}.svg"
            target.write_text(draw(code, colour=colour), encoding="utf-8")
            count += 1
    sys.stdout.write(f"{count} pictures in {folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
