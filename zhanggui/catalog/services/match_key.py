"""What a marketplace line is recognised by, in Python and, equal to it, in SQL."""

import hashlib

LIMIT = 200
KEPT = 160

# For a row `s` with sku_code, item_code, attributes and title; NULL when there is nothing to go by.
MATCH_KEY_SQL = f"""(
SELECT CASE WHEN length(m.key) <= {LIMIT} THEN m.key ELSE left(m.key, {KEPT}) || '#' || md5(m.key) END
FROM (SELECT coalesce(
    nullif(btrim(s.sku_code), ''),
    nullif(btrim(coalesce(nullif(btrim(s.item_code), ''), btrim(s.title), '') || ' ' || btrim(coalesce(s.attributes, ''))), '')
) AS key) m)"""


def match_key(*, sku_code: str = "", item_code: str = "", attributes: str = "", title: str = "") -> str | None:
    """The SKU code, else the item code with attributes, else the title with attributes; None for nothing."""
    key = sku_code.strip(" ")
    if not key:
        key = f"{item_code.strip(' ') or title.strip(' ')} {attributes.strip(' ')}".strip(" ")
    if not key:
        return None
    if len(key) <= LIMIT:
        return key
    return f"{key[:KEPT]}#{hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()}"
