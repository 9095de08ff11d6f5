"""Forms of staff pages: dressed in the kit's classes, and refused in the words of the services."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms

from zhanggui.kernel.errors import Conflict, InvalidInput


class StaffForm(forms.Form):
    """A form whose fields wear the kit's classes and that shows a service's refusal at its field.

    `places` maps an error code to the field it belongs to; the others stand above the form.
    """

    places: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.result: Any = None
        for field in self.fields.values():
            is_tick = isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple)
            known = field.widget.attrs.get("class", "")
            field.widget.attrs["class"] = f"{known} {'zg-check' if is_tick else 'zg-input'}".strip()

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Say what may be chosen now in a field of choices."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        field.choices = list(choices)

    def attempt(self, call: Callable[[], Any]) -> bool:
        """Call a service with what the form says; False when the form or the service refuses it.

        What the service returned is in `result`.
        """
        if not self.is_valid():
            return False
        try:
            self.result = call()
        except (InvalidInput, Conflict) as error:
            self.add_error(self.places.get(error.code), str(error))
            return False
        return True
