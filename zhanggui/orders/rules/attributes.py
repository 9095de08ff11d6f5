"""Colour and size within the attributes of a marketplace line: `颜色分类:米白;尺码:L`."""

import re
from dataclasses import dataclass

_PARTS = re.compile(r"[;；,，|\n]+")
_SIGN = re.compile(r"\s*[:：=]\s*")
_COLOURS = ("颜色分类", "颜色", "主要颜色", "花色", "color", "colour")
_SIZES = ("尺码", "尺寸", "鞋码", "大小", "size")


@dataclass(frozen=True, slots=True)
class Variant:
    """What a clerk compares: colour, size, and whatever else the attributes say."""

    colour: str = ""
    size: str = ""
    rest: str = ""


def variant_of(attributes: str) -> Variant:
    """Colour and size by their names; a part without a known name stays in `rest`."""
    colour = size = ""
    rest: list[str] = []
    for part in filter(None, (piece.strip() for piece in _PARTS.split(attributes))):
        name, *value = _SIGN.split(part, maxsplit=1)
        key = name.strip().casefold()
        if value and key in _COLOURS and not colour:
            colour = value[0].strip()
        elif value and key in _SIZES and not size:
            size = value[0].strip()
        else:
            rest.append(part)
    return Variant(colour, size, "；".join(rest))


def differs(ours: str, theirs: str) -> bool:
    """Whether two words for the same thing disagree; an unknown one never does."""
    return bool(ours and theirs) and _plain(ours) != _plain(theirs)


def _plain(text: str) -> str:
    return re.sub(r"[\s()（）\[\]【】]+", "", text).casefold()
