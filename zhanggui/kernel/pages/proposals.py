"""Showing what a verb would do before it is done."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PAGE, DIALOG = "web/proposal.html", "web/kit/_proposal.html"


def show_proposal(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    """A proposal in the dialog, or as a page of its own without script; the context is the kit's."""
    return render(request, DIALOG if getattr(request, "htmx", False) else PAGE, dict(context))
