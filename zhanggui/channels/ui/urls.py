"""Addresses of imports and column mappings, below /desk/."""

from django.urls import path

from zhanggui.channels.ui import batch, decisions, listing, mappings, upload

app_name = "channels"
_ONE = "imports/<slug:shop>/<str:number>"
urlpatterns = [
    path("import", upload.import_files, name="import"),
    path("import/template/<slug:kind>.csv", upload.template_file, name="template"),
    path("imports", listing.imports, name="list"),
    path("mappings", mappings.mappings, name="mappings"),
    path("mappings/install", mappings.install, name="install_mapping"),
    path("mappings/new", mappings.new_mapping, name="new_mapping"),
    path("mappings/<slug:shop>/<slug:name>", mappings.mapping, name="mapping"),
    path("mappings/<slug:shop>/<slug:name>/export", mappings.export_mapping, name="export_mapping"),
    path(_ONE, batch.batch_page, name="batch"),
    path(f"{_ONE}/progress", batch.batch_progress, name="progress"),
    path(f"{_ONE}/apply", batch.apply_import, name="apply"),
    path(f"{_ONE}/again", batch.try_again, name="again"),
    path(f"{_ONE}/cancel", batch.cancel_import, name="cancel"),
    path(f"{_ONE}/repair", batch.repair_file, name="repair"),
    path(f"{_ONE}/decide", decisions.decide, name="decide"),
    path(f"{_ONE}/decide-all", decisions.decide_all, name="decide_all"),
    path(f"{_ONE}/undo", decisions.undo, name="undo"),
]
