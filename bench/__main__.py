"""./run bench [NAME…]: every part, or the named ones; exit code 1 when a target was missed."""

import importlib
import sys

PARTS = ("pages", "letters", "seats", "training", "placements", "faces")


def main(names: list[str]) -> int:
    if unknown := set(names) - set(PARTS):
        sys.exit(f"There is no {', '.join(sorted(unknown))} here, but {', '.join(PARTS)}.")
    held = True
    for name in names or PARTS:
        for figure in importlib.import_module(f"bench.{name}").main():
            print(figure, flush=True)
            held &= figure.held
    return 0 if held else 1


sys.exit(main(sys.argv[1:]))
