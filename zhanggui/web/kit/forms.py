"""Dresses Django form fields in the kit's classes."""

from django import forms


def dress(form: forms.BaseForm) -> None:
    """Give every widget of a form its class; call at the end of the form's `__init__`."""
    for field in form.fields.values():
        widget = field.widget
        is_tick = isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple)
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {'zg-check' if is_tick else 'zg-input'}".strip()
