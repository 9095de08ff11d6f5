"""An entry of a timeline as the kit draws it; each module brings its own words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.kernel.acting import position_words

_DOORS = frozenset({"cli", "api"})


def timeline_row(entry: Mapping[str, Any], words: Mapping[str, Any], change: Any = "") -> dict[str, Any]:
    """What happened, who did it in which position, through which door; `change` is the detail below it."""
    is_system = entry["position"] == "system"
    return {
        "kind": "system" if is_system else "person",
        "text": words.get(entry["kind"], entry["kind"]),
        "actor": _("system") if is_system else entry["actor"],
        "position": "" if is_system else position_words(entry["position"]),
        "at": entry["at"],
        "place": entry["origin"].upper() if entry["origin"] in _DOORS else "",
        "change": change,
    }
