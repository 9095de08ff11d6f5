"""What can go wrong with people and positions."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


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


class BrandPlace(InvalidInput):
    """A brand without a shop, or together with a warehouse."""

    def __init__(self) -> None:
        super().__init__(
            "people.brand_place",
            _("A brand is one of a shop: name the shop, no warehouse, and at most 100 signs for the brand."),
        )


class NothingOfBrand(InvalidInput):
    """The position has nothing to do with products."""

    def __init__(self, position: str) -> None:
        super().__init__(
            "people.nothing_of_brand",
            _("For one brand a position counts for its products only, and “%(position)s” includes nothing about them."),
            position=position,
        )


class WeakPassword(InvalidInput):
    """The password breaks a rule."""

    def __init__(self, why: str) -> None:
        super().__init__("people.weak_password", _("%(why)s"), why=why)


class WrongPassword(InvalidInput):
    """The present password was mistyped."""

    def __init__(self) -> None:
        super().__init__("people.wrong_password", _("This is not your present password. Nothing was changed."))


class WrongCode(InvalidInput):
    """A code of the second factor is wrong or used up."""

    def __init__(self) -> None:
        super().__init__(
            "people.wrong_code",
            _("The code is wrong or was used already. Wait for the next one and check the clock of the phone."),
        )


class LastOwner(Conflict):
    """Nobody would be left who may manage the shop."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "people.last_owner",
            _("“%(name)s” is the last owner. Give another person the position of owner first."),
            name=name,
        )


class OtherShops(NotAllowed):
    """The account also belongs to shops that the actor does not manage."""

    def __init__(self) -> None:
        super().__init__(
            "people.other_shops",
            _("This reaches shops that you do not manage. Nothing was changed; an owner of all shops can do it."),
        )


class TaskNotFound(NotFound):
    """There is no such task within the person's reach."""

    def __init__(self, task_id: int) -> None:
        super().__init__("tasks.not_found", _("There is no task %(id)s that concerns you."), id=str(task_id)[:20])


class NotYourTask(NotAllowed):
    """Somebody else reports or judges this task."""

    def __init__(self, who: str) -> None:
        super().__init__("tasks.not_yours", _("This step is for %(who)s. Nothing was changed."), who=who)


class FileGone(NotFound):
    """The attachment is not there."""

    def __init__(self) -> None:
        super().__init__("tasks.no_file", _("There is no such attachment."))


class RoutineNotFound(NotFound):
    """There is no routine of that code in the shop."""

    def __init__(self, code: str) -> None:
        super().__init__("routines.not_found", _("There is no routine “%(code)s” in this shop."), code=code)


class NotYourRoutine(NotAllowed):
    """The routine belongs to another position."""

    def __init__(self, position: str) -> None:
        super().__init__(
            "routines.not_yours",
            _("This is work of the position “%(position)s”. Nothing was changed."),
            position=position,
        )
