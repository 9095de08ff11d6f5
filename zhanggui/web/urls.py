"""Pages of the shell itself."""

from django.urls import path

from zhanggui.web import views

urlpatterns = [
    path("healthz", views.health, name="health"),
]
