"""Stock as other modules see it."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare

VIEW_STOCK = declare("inventory.view", _("See stock"))
SET_STOCK = declare("inventory.set", _("Set stock"))
