"""Addresses of couriers, below /desk/."""

from django.urls import path

from zhanggui.couriers.ui import contracts, courier, register

app_name = "couriers"

urlpatterns = [
    path("couriers", register.register, name="register"),
    path("couriers/add", register.add, name="add"),
    path("couriers/policy", register.policy, name="policy"),
    path("couriers/account", register.account, name="account"),
    path("couriers/contracts/<int:contract_id>", register.contract, name="contract"),
    path("couriers/templates/<slug:name>", courier.template, name="template"),
    path("couriers/<slug:shop>/contracts/<int:contract_id>/end", contracts.end, name="end_contract"),
    path("couriers/<slug:shop>/contracts/<int:contract_id>/paper", contracts.paper, name="contract_paper"),
    path("couriers/<slug:shop>/<str:code>", courier.courier, name="courier"),
    path("couriers/<slug:shop>/<str:code>/save", courier.save, name="save"),
    path("couriers/<slug:shop>/<str:code>/state", courier.state, name="state"),
    path("couriers/<slug:shop>/<str:code>/contracts", contracts.add, name="add_contract"),
    path("couriers/<slug:shop>/<str:code>/prices", courier.prices, name="prices"),
    path("couriers/<slug:shop>/<str:code>/transit", courier.transit, name="transit"),
    path("couriers/<slug:shop>/<str:code>/transit-file", courier.transit_file, name="transit_file"),
]
