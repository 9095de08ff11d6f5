"""Addresses of orders, below /desk/."""

from django.urls import path

from zhanggui.orders.ui import acts, bulk, export, listing, order_page, run, taking_back

app_name = "orders"
urlpatterns = [
    path("orders", listing.order_list, name="list"),
    path("held", listing.held_list, name="held"),
    path("orders/run", run.run, name="run"),
    path("orders/undo", taking_back.undo, name="undo"),
    path("orders/export", export.export, name="export"),
    path("orders/bulk/pass", bulk.bulk_pass, name="bulk_pass"),
    path("orders/bulk/hold", bulk.bulk_hold, name="bulk_hold"),
    path("orders/bulk/note", bulk.bulk_note, name="bulk_note"),
    path("orders/bulk/flag", bulk.bulk_flag, name="bulk_flag"),
    path("orders/<slug:shop>/<str:number>", order_page.order, name="order"),
    path("orders/<slug:shop>/<str:number>/peek", order_page.peek, name="peek"),
    path("orders/<slug:shop>/<str:number>/check", acts.check, name="check"),
    path("orders/<slug:shop>/<str:number>/send-back", acts.send_back, name="send_back"),
    path("orders/<slug:shop>/<str:number>/decide/<int:hold_id>", acts.decide, name="decide"),
    path("orders/<slug:shop>/<str:number>/address", acts.confirm, name="address"),
    path("orders/<slug:shop>/<str:number>/contact", acts.contact, name="contact"),
    path("orders/<slug:shop>/<str:number>/call", acts.call, name="call"),
    path("orders/<slug:shop>/<str:number>/hold", acts.hold, name="hold"),
    path("orders/<slug:shop>/<str:number>/note", acts.note, name="note"),
    path("orders/<slug:shop>/<str:number>/flag", acts.flag, name="flag"),
    path("orders/<slug:shop>/<str:number>/reveal", taking_back.reveal, name="reveal"),
]
