"""Compile the message catalogues without gettext's programs, and what the command palette knows of labels."""

from pathlib import Path

import polib

from tools.palette_words import write

ROOT = Path(__file__).resolve().parent.parent
PALETTE = ROOT / "zhanggui" / "locale" / "palette.json"


def main() -> None:
    """Write a .mo beside each .po that is newer."""
    for catalogue in (ROOT / "zhanggui" / "locale").glob("*/LC_MESSAGES/*.po"):
        compiled = catalogue.with_suffix(".mo")
        if _is_older(compiled, catalogue):
            polib.pofile(str(catalogue)).save_as_mofile(str(compiled))
        if catalogue.parts[-3] == "zh_Hans" and _is_older(PALETTE, catalogue):
            write(catalogue, PALETTE)


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


if __name__ == "__main__":
    main()
