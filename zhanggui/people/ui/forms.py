"""Forms of the pages about people."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.people.queries import offered_positions

THEMES = (("auto", _("As the device says")), ("light", _("Light")), ("dark", _("Dark")))
DENSITIES = (("compact", _("Compact")), ("standard", _("Standard")), ("roomy", _("Roomy")))


def secret_field(label: Any, *, is_new: bool = False) -> forms.CharField:
    """A password field that keeps blanks and tells the browser which password it is."""
    kind = "new-password" if is_new else "current-password"
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": kind}))


class PasswordForm(StaffForm):
    """The old password and the new one."""

    places: ClassVar[dict[str, str]] = {"people.wrong_password": "old", "people.weak_password": "new"}
    old = secret_field(_("Present password"))
    new = secret_field(_("New password"), is_new=True)


class ProfileForm(StaffForm):
    """What a person decides for themselves."""

    name = forms.CharField(label=_("Name that others see"), max_length=60, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Theme"), choices=THEMES)
    density = forms.ChoiceField(label=_("Rows of lists"), choices=DENSITIES)
    is_sound_on = forms.BooleanField(label=_("Sounds at the packing table"), required=False)
    are_single_keys_on = forms.BooleanField(
        label=_("Single-letter keys"),
        required=False,
        help_text=_("Off, letters only type; Ctrl K, Enter and arrows still work."),
    )


class DigestForm(StaffForm):
    """Whether unread notices come by e-mail once a day."""

    places: ClassVar[dict[str, str]] = {"people.no_email": "email"}
    is_on = forms.BooleanField(label=_("Send me once a day what I have not read"), required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    at = forms.TimeField(
        label=_("From this time of the shop on"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )


class ConfirmForm(StaffForm):
    """The password again, before something that matters."""

    places: ClassVar[dict[str, str]] = {"people.wrong_password": "password"}
    password = secret_field(_("Your password"))


class SecondFactorForm(ConfirmForm):
    """The first code of the phone and the password."""

    places: ClassVar[dict[str, str]] = {"people.wrong_password": "password", "people.wrong_code": "code"}
    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    field_order = ["code", "password"]


class TokenForm(StaffForm):
    """What an API key is for."""

    name = forms.CharField(
        label=_("What for"), max_length=60, widget=forms.TextInput(attrs={"placeholder": _("accounting, scale, …")})
    )


class NewPersonForm(StaffForm):
    """A new account with its positions."""

    places: ClassVar[dict[str, str]] = {
        "people.user_exists": "username",
        "people.bad_username": "username",
        "people.weak_password": "password",
        "people.brand_place": "brand",
        "people.nothing_of_brand": "brand",
    }
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Name that others see"), max_length=60, required=False)
    shop = forms.ChoiceField(label=_("Where"))
    brand = forms.CharField(
        label=_("For the products of one brand only"),
        max_length=100,
        required=False,
        help_text=_("Only with a shop. Left empty, the positions count for everything there."),
    )
    positions = forms.MultipleChoiceField(
        label=_("Positions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one position.")},
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_("Left empty, one is made and shown once. It must be changed at the first sign-in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, shops: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("shop", shops)
        offered = [(code, position.label) for code, position in offered_positions().items()]
        self.offer("positions", offered)
