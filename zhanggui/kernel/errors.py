"""The tree of errors that a person can do something about.

    ZhangguiError
    ├── InvalidInput   422  a value or file is wrong; says which and how to write it
    ├── NotAllowed     403  the person's positions do not include this
    ├── NotFound       404  there is no such thing, or not in this person's shops
    ├── Conflict       409  somebody was faster, or a rule of the flow forbids it
    └── Unavailable    503  try again later

Each carries a code (`orders.not_held`), parameters, and a translatable sentence that
says what to do next. Views never catch them: one place maps the tree to pages and JSON.
"""

from typing import Any


class ZhangguiError(Exception):
    """Base of all errors that are shown to people; `str()` is the sentence."""

    status = 500
    exit_code = 1

    def __init__(self, code: str, message: Any = "", /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params

    def __str__(self) -> str:
        text = str(self.message) or self.code
        try:
            return text % self.params if self.params else text
        except (KeyError, TypeError, ValueError):
            return text

    def as_dict(self) -> dict[str, Any]:
        """The JSON form `{code, message, params}` of the API and the command line."""
        return {"code": self.code, "message": str(self), "params": self.params}


class InvalidInput(ZhangguiError):
    """A value, row or file is wrong."""

    status = 422
    exit_code = 2


class NotAllowed(ZhangguiError):
    """The person's positions do not include this."""

    status = 403


class NotFound(ZhangguiError):
    """There is no such thing within the person's shops."""

    status = 404


class Conflict(ZhangguiError):
    """A rule of the flow forbids it, or somebody was faster."""

    status = 409


class Unavailable(ZhangguiError):
    """A part is down or busy; trying again later may help."""

    status = 503
    exit_code = 4
