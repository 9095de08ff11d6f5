"""What follows a case until it is closed: the next step, until when, and who sees to it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, until when, and who sees to it (None: who writes it)."""

    words: str
    due_at: datetime
    owner_id: int | None = None
