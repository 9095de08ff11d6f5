"""Long lists of ids as parameters of statements."""

from collections.abc import Iterable


def id_array(ids: Iterable[int]) -> str:
    """The text of an array, for `%s::bigint[]`: a list of ten thousand is otherwise written element by element."""
    return f"{{{','.join(map(str, ids))}}}"
