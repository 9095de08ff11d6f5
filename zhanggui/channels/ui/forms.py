"""Forms of the import pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.pages.forms import StaffForm


class FilesInput(forms.FileInput):
    """A file field that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploaded files, at least one."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file is checked on its own; an empty one is refused later, with its name."""
        files = data if isinstance(data, list | tuple) else [data]
        if not files:
            return [super().clean(None, initial)]
        return [super(FilesField, self).clean(each, initial) for each in files]


def _files(**kwargs: Any) -> FilesField:
    missing = _("Choose at least one file, or drop it here.")
    return FilesField(allow_empty_file=True, error_messages={"required": missing, "missing": missing}, **kwargs)


def set_choices(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a select of a form its choices."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class ShopForm(StaffForm):
    """A form that says for which shop; hidden while there is only one."""

    shop = forms.ChoiceField(label=_("Shop"))

    def __init__(self, *args: Any, shops: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "shop", shops)
        if len(shops) == 1:
            self.fields["shop"].widget = forms.HiddenInput()
            self.fields["shop"].initial = shops[0][0]


class UploadForm(ShopForm):
    """Files to import, and what only a person knows about them."""

    upload = _files(label=_("Files"), widget=FilesInput(attrs={"multiple": True}))
    kind = forms.ChoiceField(
        label=_("Kind of file"), required=False, help_text=_("Columns decide; choose only when that goes wrong.")
    )
    mapping = forms.ChoiceField(label=_("Column mapping"), required=False)
    warehouse = forms.ChoiceField(
        label=_("Warehouse, for stock files"),
        required=False,
        help_text=_("Where rows lie that name no warehouse themselves. Other files do not ask for it."),
    )
    is_dry_run = forms.BooleanField(
        label=_("Dry run first"),
        required=False,
        help_text=_("Shows what would happen and writes nothing. Without it good rows come in at once."),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, Any]],
        mappings: Sequence[tuple[str, str]],
        warehouses: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", [("", _("Recognise by its columns")), *kinds])
        set_choices(self, "mapping", [("", _("None, the kind knows its columns")), *mappings])
        if not mappings:
            del self.fields["mapping"]
        set_choices(self, "warehouse", [("", _("The shop's first")), *warehouses])
        if not warehouses:
            del self.fields["warehouse"]


class SampleForm(StaffForm):
    """One file whose columns are to be mapped."""

    file = forms.FileField(label=_("Sample file"), allow_empty_file=True)


class MappingFileForm(ShopForm):
    """A mapping written as YAML, as a file or as text."""

    file = forms.FileField(label=_("YAML file"), required=False)
    text = forms.CharField(
        label=_("or as text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )
