"""Addresses of fulfilment, below /desk/."""

from django.urls import path

from zhanggui.fulfilment.ui import batches, close, order_panel, packing, report, shipping

app_name = "fulfilment"

urlpatterns = [
    path("close", close.close, name="close"),
    path("close/now", close.close_now, name="close_now"),
    path("close/runs/<int:run_id>", close.close_run, name="close_run"),
    path("batches", batches.batch_list, name="batches"),
    path("batches/<slug:shop>/<str:number>", batches.batch, name="batch"),
    path("batches/<slug:shop>/<str:number>/papers", batches.papers, name="papers"),
    path("batches/<slug:shop>/<str:number>/papers/<slug:kind>/<int:part>", batches.paper, name="paper"),
    path("batches/<slug:shop>/<str:number>/print", batches.print_papers, name="print"),
    path("batches/<slug:shop>/<str:number>/give", batches.give, name="give"),
    path("batches/<slug:shop>/<str:number>/take", batches.take, name="take"),
    path("parcels/<int:parcel_id>", batches.parcel, name="parcel"),
    path("parcels/<slug:shop>/<str:number>/pull", batches.pull, name="pull"),
    path("parcels/<slug:shop>/<str:number>/told", order_panel.told, name="told"),
    path("pack", packing.pack, name="pack"),
    path("pack/<str:number>/aside", packing.trouble, name="trouble"),
    path("waybills", shipping.waybills, name="waybills"),
    path("waybills/stamp", shipping.stamp, name="stamp"),
    path("waybills/export", shipping.export, name="export"),
    path("waybills/export/<str:name>", shipping.export_file, name="export_file"),
    path("report", report.report, name="report"),
    path("report/sign", report.sign, name="sign"),
    path("report/confirm", report.confirm, name="confirm"),
    path("report/file/<slug:ending>", report.report_file, name="report_file"),
    path("label-test", report.label_test, name="label_test"),
    path("label-test/<slug:shop>", report.label_test, name="label_test"),
]
