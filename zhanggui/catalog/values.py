"""Products as other modules see them."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare

VIEW_CATALOG = declare("catalog.view", _("See products"))
EDIT_CATALOG = declare("catalog.edit", _("Edit products"))
