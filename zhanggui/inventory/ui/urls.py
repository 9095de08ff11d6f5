"""Addresses of stock, below /desk/."""

from django.urls import path

from zhanggui.inventory.ui import places, stock

app_name = "inventory"

urlpatterns = [
    path("stock", stock.stock, name="list"),
    path("places", places.places, name="places"),
    path("places/<slug:shop>/<str:warehouse>/describe", places.describe, name="place_describe"),
    path("places/<slug:shop>/<str:warehouse>/put", places.put, name="place_put"),
    path("stock/<slug:shop>/<int:sku_id>/set", stock.set_one, name="set"),
]
