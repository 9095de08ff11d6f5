"""Addresses of products, below /desk/."""

from django.urls import path

from zhanggui.catalog.ui import drafts

app_name = "catalog"
urlpatterns = [
    path("goods/drafts", drafts.drafts, name="drafts"),
    path("goods/drafts/accept", drafts.accept, name="accept_drafts"),
    path("goods/drafts/<int:sku_id>", drafts.draft, name="draft"),
]
