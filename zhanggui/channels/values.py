"""What channels let people do."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare

VIEW_IMPORTS = declare("imports.view", _("See imports"))
RUN_IMPORTS = declare("imports.run", _("Import files"))
UNDO_IMPORTS = declare("imports.undo", _("Undo imports and resolve conflicts"))
MANAGE_MAPPINGS = declare("mappings.manage", _("Manage column mappings"))
