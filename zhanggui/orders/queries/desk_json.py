"""Saved filters and exports as the command line and the API write them."""

from typing import Any

from zhanggui.kernel.clock import now
from zhanggui.orders.queries.exports import ExportRow
from zhanggui.orders.queries.saved import SavedRow


def saved_json(row: SavedRow) -> dict[str, Any]:
    """One saved filter."""
    return {
        "id": row.id,
        "name": row.name,
        "query": row.query,
        "is_shared": row.shop_id is not None,
        "owner": row.owner_name,
        "can_change": row.can_change,
    }


def export_json(row: ExportRow) -> dict[str, Any]:
    """One export: how far it is and until when the file stays."""
    return {
        "id": row.id,
        "state": row.state,
        "format": row.file_format,
        "is_clear": row.is_clear,
        "rows": row.row_count,
        "asked_at": row.created_at.astimezone(now().tzinfo).isoformat(timespec="seconds"),
        "expires_at": row.expires_at.isoformat(timespec="seconds") if row.expires_at else None,
        "answer": row.answer,
    }
