"""What a check of the installation comes to, and who may look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare

VIEW_HEALTH = declare("system.view", _("See the health of the installation"))
MANAGE_HEALTH = declare("system.manage", _("Keep the installation healthy"))


class Light(models.TextChoices):
    """How a check stands; pages show the word and a sign, never the colour alone."""

    GOOD = "good", _("in order")
    WARN = "warn", _("look at it")
    BAD = "bad", _("out of order")
    NONE = "none", _("not set")


@dataclass(frozen=True, slots=True)
class Check:
    """One fact of the installation: its light, the sentence for people, the figures for programs."""

    name: str
    light: Light
    detail: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """Only what is out of order is not ok: a warning still works."""
        return self.light != Light.BAD


@dataclass(frozen=True, slots=True)
class QueueState:
    """The job queue in figures; `oldest_at` is the job that has been due longest and still waits."""

    waiting: int
    running: int
    failed: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was given up: what it was, why in words, and when it was last tried."""

    id: int
    label: str
    reason: str
    attempts: int
    failed_at: datetime | None
    shop_id: int | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """Until when a certificate holds, or why it could not be read."""

    source: str
    ends_at: datetime | None = None
    trouble: str = ""
