"""What can go wrong with people and positions."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound


class UserNotFound(NotFound):
    """There is no user of that name."""

    def __init__(self, name: str) -> None:
        super().__init__("people.user_not_found", _("There is no user “%(name)s”."), name=name)


class UserExists(Conflict):
    """The sign-in name is taken."""

    def __init__(self, name: str) -> None:
        super().__init__("people.user_exists", _("The sign-in name “%(name)s” is taken. Choose another."), name=name)


class UnknownPosition(InvalidInput):
    """No position template of that code."""

    def __init__(self, position: str, known: str) -> None:
        super().__init__(
            "people.unknown_position",
            _("There is no position “%(position)s”. Known: %(known)s."),
            position=position,
            known=known,
        )


class WeakPassword(InvalidInput):
    """The password breaks a rule."""

    def __init__(self, why: str) -> None:
        super().__init__("people.weak_password", _("%(why)s"), why=why)
