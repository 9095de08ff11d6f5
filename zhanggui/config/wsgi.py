"""Pages and API."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from zhanggui.kernel.garbage import leave_loaded_code_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
application = get_wsgi_application()
# All pages are imported before the first person asks for one.
get_resolver().url_patterns  # noqa: B018  reason: asking for it imports them
leave_loaded_code_alone()
