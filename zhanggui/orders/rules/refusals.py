"""What can go wrong with rules."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound


class RuleNotFound(NotFound):
    """The shop has no such rule."""

    def __init__(self, code: str) -> None:
        super().__init__("orders.rule_not_found", _("There is no rule “%(code)s” in this shop."), code=code)


class VersionNotFound(NotFound):
    """The rule never had such a version."""

    def __init__(self, version: int) -> None:
        super().__init__("orders.version_not_found", _("This rule has no version %(version)d."), version=version)


class RuleNameMissing(InvalidInput):
    """A shop's own rule needs words."""

    def __init__(self) -> None:
        super().__init__(
            "orders.rule_name_missing", _("Give the rule a name that says what it looks for, up to 80 characters.")
        )


class NothingChanged(InvalidInput):
    """A draft that is like what is in use."""

    def __init__(self) -> None:
        super().__init__("orders.rule_unchanged", _("This is what the rule says already. Nothing was changed."))


class NoDraft(Conflict):
    """There is nothing to switch on."""

    def __init__(self) -> None:
        super().__init__(
            "orders.no_draft", _("This rule has no draft any more. Somebody switched it on or dropped it.")
        )


class DraftWaits(Conflict):
    """A draft that waits for the second person is not changed under that person's eyes."""

    def __init__(self) -> None:
        super().__init__(
            "orders.draft_waits",
            _("The draft waits for approval. Take the request back first, then change it."),
        )


class TooManyRules(InvalidInput):
    """A shop with so many rules understands none of them."""

    def __init__(self, most: int) -> None:
        super().__init__("orders.too_many_rules", _("A shop has at most %(most)d rules."), most=most)
