"""How allauth, which does the second factor and the session list, fits our desk."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):
    """Staff accounts are opened by the shop, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody can sign up by themselves."""
        return False
