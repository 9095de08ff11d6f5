"""Addresses of stock, below /desk/."""

from django.urls import path

from zhanggui.inventory.ui import stock

app_name = "inventory"

urlpatterns = [
    path("stock", stock.stock, name="list"),
    path("stock/<slug:shop>/<int:sku_id>/set", stock.set_one, name="set"),
]
