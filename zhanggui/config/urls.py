"""All addresses: each module's pages are found by name, so that adding one edits no other file."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from zhanggui.api.application import api
from zhanggui.kernel.modules import business_modules
from zhanggui.web.views import front

urlpatterns = [
    path("", front, name="front"),
    path("api/v1/", api.urls),
    path("", include("zhanggui.web.urls")),
]
for module in business_modules():
    name = f"{module}.ui.urls"
    if find_spec(f"{module}.ui") and find_spec(name):
        urlpatterns.append(path("desk/", include(import_module(name))))
    hooks = f"{module}.ui.hooks"
    if find_spec(f"{module}.ui") and find_spec(hooks):
        urlpatterns.append(path("hooks/", include(import_module(hooks))))
    buyers = f"{module}.ui.buyers"
    if find_spec(f"{module}.ui") and find_spec(buyers):
        urlpatterns.append(path("", include(import_module(buyers))))

handler400 = "zhanggui.web.errors.bad_request"
handler403 = "zhanggui.web.errors.forbidden"
handler404 = "zhanggui.web.errors.not_found"
handler500 = "zhanggui.web.errors.server_error"
