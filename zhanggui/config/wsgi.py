"""Pages and API."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from zhanggui.kernel.garbage import leave_loaded_code_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
application = get_wsgi_application()
resolve("/healthz")  # imports all pages before the first person asks for one
leave_loaded_code_alone()
