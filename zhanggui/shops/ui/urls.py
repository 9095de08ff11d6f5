"""Addresses of shops, below /desk/."""

from django.urls import path

from zhanggui.shops.ui import settings_page

app_name = "shops"
urlpatterns = [
    path("settings", settings_page.settings, name="settings"),
    path("settings/<slug:shop>", settings_page.shop_settings, name="shop"),
    path("settings/<slug:shop>/stamp", settings_page.upload_stamp, name="upload_stamp"),
    path("settings/<slug:shop>/stamp.png", settings_page.stamp, name="stamp"),
    path("settings/<slug:shop>/stamp/drop", settings_page.drop_stamp, name="drop_stamp"),
    path("settings/<slug:shop>/calendar/drop", settings_page.drop_day, name="drop_day"),
]
