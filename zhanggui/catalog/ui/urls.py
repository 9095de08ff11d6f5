"""Addresses of products, below /desk/."""

from django.urls import path

from zhanggui.catalog.ui import brands, drafts, products

app_name = "catalog"
urlpatterns = [
    path("products", products.products, name="products"),
    path("products/<int:product_id>", products.product, name="product"),
    path("products/<int:product_id>/costs", products.set_costs, name="set_costs"),
    path("products/<int:product_id>/weights", products.set_weights, name="set_weights"),
    path("products/<int:product_id>/brand", brands.set_brand, name="set_brand"),
    path("packing", products.packing, name="packing"),
    path("packing/inserts/<int:insert_id>", products.insert, name="insert"),
    path("packing/inserts/<int:insert_id>/drop", products.drop_insert, name="drop_insert"),
    path("goods/drafts", drafts.drafts, name="drafts"),
    path("goods/drafts/accept", drafts.accept, name="accept_drafts"),
    path("goods/drafts/<int:sku_id>", drafts.draft, name="draft"),
]
