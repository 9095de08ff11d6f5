"""Reading the values: the one query through which every module asks (CMP-01)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from zhanggui.kernel.memory import is_one_page, while_unchanged
from zhanggui.kernel.rulebook.models import RuleValue
from zhanggui.kernel.rulebook.registry import ValueKind, value_kinds


def rule_value(code: str, shop_id: int | None = None) -> int:
    """A value as it holds in the shop, or, for what is the same everywhere, in the installation."""
    return rule_values((code,), shop_id)[code]


def rule_values(codes: Collection[str], shop_id: int | None = None) -> dict[str, int]:
    """Several values in one statement. An unknown code is a programming error."""
    kinds = {code: value_kinds()[code] for code in codes}
    stored = _every_value() if is_one_page() else _stored(codes, shop_id)
    return {code: _value(kind, stored, shop_id) for code, kind in kinds.items()}


def _stored(codes: Collection[str], shop_id: int | None) -> dict[tuple[str, int | None], int]:
    where = Q(shop_id=None) if shop_id is None else Q(shop_id=None) | Q(shop_id=shop_id)
    rows = RuleValue.objects.filter(where, code__in=list(codes)).values_list("code", "shop_id", "value")
    return {(code, shop): value for code, shop, value in rows}


@while_unchanged("kernel_rulevalue")
def _every_value() -> dict[tuple[str, int | None], int]:
    rows = RuleValue.objects.values_list("code", "shop_id", "value")
    return {(code, shop): value for code, shop, value in rows}


def _value(kind: ValueKind, stored: dict[tuple[str, int | None], int], shop_id: int | None) -> int:
    if kind.is_everywhere:
        return stored.get((kind.code, None), kind.default)
    if shop_id is not None and kind.read is not None:
        return kind.read(shop_id)
    return stored.get((kind.code, shop_id), kind.default)


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value as the page shows it: what it is now, and who changed it when and why."""

    kind: ValueKind
    value: int
    changed_by: str = ""
    changed_at: datetime | None = None
    reason: str = ""


def value_rows(shop_id: int) -> list[ValueRow]:
    """Every value as it holds in a shop, by area."""
    changes = {(row.code, row.shop_id): row for row in RuleValue.objects.filter(Q(shop_id=None) | Q(shop_id=shop_id))}
    values = rule_values(list(value_kinds()), shop_id)
    rows = []
    for code, kind in value_kinds().items():
        change = changes.get((code, None if kind.is_everywhere else shop_id))
        facts = (change.changed_by, change.changed_at, change.reason) if change else ("", None, "")
        rows.append(ValueRow(kind, values[code], *facts))
    return sorted(rows, key=lambda row: row.kind.area)
