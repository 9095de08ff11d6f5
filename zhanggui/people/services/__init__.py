"""Every change to people: accounts, positions, passwords, API keys."""

from zhanggui.people.services.accounts import change_preferences, create_user, disable_user, reset_password
from zhanggui.people.services.tokens import create_api_token, revoke_api_token, user_of_api_token

__all__ = [
    "change_preferences",
    "create_api_token",
    "create_user",
    "disable_user",
    "reset_password",
    "revoke_api_token",
    "user_of_api_token",
]
