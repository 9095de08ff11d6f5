"""Live things: server-sent events. Pages and API run under WSGI."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
django.setup()

from zhanggui.web.live.application import application  # noqa: E402  reason: Django must be set up first

__all__ = ["application"]
