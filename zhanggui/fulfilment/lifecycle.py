"""How batches, parcels and daily reports move."""

from zhanggui.fulfilment.values import BatchState, ExceptionState, ParcelState, ReportState
from zhanggui.kernel.lifecycle import Lifecycle, Transition

BATCH = Lifecycle(
    name="batch",
    field="state",
    states=tuple(BatchState.values),
    initial=(BatchState.CLOSED,),
    final=(BatchState.HANDED_OVER,),
    transitions=(
        Transition("print", (BatchState.CLOSED, BatchState.PRINTED), BatchState.PRINTED, "batch.printed"),
        Transition("hand_over", (BatchState.PRINTED,), BatchState.HANDED_OVER, "batch.handed_over"),
    ),
)

PARCEL = Lifecycle(
    name="parcel",
    field="state",
    states=tuple(ParcelState.values),
    initial=(ParcelState.BATCHED,),
    final=(ParcelState.PULLED,),
    transitions=(
        Transition("pack", (ParcelState.BATCHED,), ParcelState.PACKED, "parcel.packed"),
        Transition("unpack", (ParcelState.PACKED,), ParcelState.BATCHED, "parcel.unpacked"),
        Transition("ship", (ParcelState.PACKED,), ParcelState.SHIPPED, "parcel.shipped"),
        Transition("unship", (ParcelState.SHIPPED,), ParcelState.PACKED, "parcel.unshipped"),
        Transition("pull", (ParcelState.BATCHED,), ParcelState.PULLED, "parcel.pulled"),
    ),
)

REPORT = Lifecycle(
    name="daily_report",
    field="state",
    states=tuple(ReportState.values),
    initial=(ReportState.OPEN,),
    final=(ReportState.CONFIRMED,),
    transitions=(
        Transition("sign", (ReportState.OPEN,), ReportState.SIGNED, "report.signed"),
        Transition("confirm", (ReportState.SIGNED,), ReportState.CONFIRMED, "report.confirmed"),
    ),
)

EXCEPTION = Lifecycle(
    name="parcel_exception",
    field="state",
    states=tuple(ExceptionState.values),
    initial=(ExceptionState.OPEN,),
    final=(ExceptionState.CLOSED,),
    transitions=(Transition("close", (ExceptionState.OPEN,), ExceptionState.CLOSED, "parcel.exception_closed"),),
)
