"""How a slip shows a phone number: enough to tell parcels apart, not enough to call."""

_HEAD, _TAIL = 3, 4


def masked_phone(phone: str) -> str:
    """`138****5521`; a short number keeps its last two digits, a masked one stays as it is."""
    plain = phone.strip()
    if "*" in plain or not plain:
        return plain
    if len(plain) <= _HEAD + _TAIL:
        return "*" * max(0, len(plain) - 2) + plain[-2:]
    return f"{plain[:_HEAD]}{'*' * (len(plain) - _HEAD - _TAIL)}{plain[-_TAIL:]}"
