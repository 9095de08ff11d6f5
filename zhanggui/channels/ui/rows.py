"""Batches as rows of a list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.channels.ui.words import STATE_LABELS, STATE_TONES, error_text, kind_label
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.pages.access import ShopRef


def batch_rows(
    batches: Iterable[ImportBatch], shops: Mapping[int, ShopRef], open_conflicts: Mapping[int, int]
) -> list[dict[str, Any]]:
    """Each batch with its address, state in words and counters."""
    return [_row(batch, shops[batch.shop_id], open_conflicts.get(batch.pk, 0)) for batch in batches]


def batch_url(shop: ShopRef, batch: ImportBatch, page: str = "batch") -> str:
    """The address of a batch's page."""
    return reverse(f"channels:{page}", args=[shop.code, batch.number])


def _row(batch: ImportBatch, shop: ShopRef, conflicts: int) -> dict[str, Any]:
    state = ImportState(batch.state)
    return {
        "batch": batch,
        "shop": shop.name,
        "url": batch_url(shop, batch),
        "files": "、".join(str(source["name"]) for source in batch.summary.get("sources", [])),
        "kind": kind_label(batch.kind),
        "state": STATE_LABELS[state],
        "tone": STATE_TONES.get(state, ""),
        "conflicts": conflicts,
        "verb": _verb(state, conflicts),
        "problem": error_text(batch),
        "who": _("system") if batch.actor_id is None else batch.actor_name,
    }


def _verb(state: ImportState, conflicts: int) -> str:
    if state == ImportState.DONE and conflicts:
        return _("Decide")
    if state == ImportState.CHECKED:
        return _("Look and import")
    if state == ImportState.FAILED:
        return _("See why")
    return _("Open")
