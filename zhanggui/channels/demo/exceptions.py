"""Parcels of the demo shop that went wrong on their way: each kind, with what the courier said and what comes next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from zhanggui.fulfilment.queries.exceptions import ExceptionRow, parcel_exceptions
from zhanggui.fulfilment.services.exceptions import (
    Contact,
    close_exception,
    contact_courier,
    mark_exception_told,
    open_exception,
)
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.followed import CaseFilters


@dataclass(frozen=True, slots=True)
class _Talk:
    """What the clerk wrote down: with whom, what was said, the next step and in how many hours, claim, buyer told."""

    spoke_with: str
    text: str
    step: str
    hours: int
    claim: str = ""
    is_told: bool = False


_SILENT = _Talk(
    "中通余杭一部 吴建明", "揽收后没有装车扫描，网点说漏扫，今晚补装车", "看有没有到件扫描，没有就换单重发", 15
)
_TALKS = {
    "address": _Talk("派件员 王师傅", "门牌缺单元号，电话停机；旺旺留言后买家补了 3 单元", "请网点下午再派一次", 4, "", True),
    "damaged": _Talk("圆通客服 6021", "外箱湿损，网点认责；买家发来照片，蜡烛断了一支", "传打包照片，按 46.50 元申报", 7, "46.50", True),
    "refused": _Talk("派件员 刘强", "买家说颜色拍错了不收，没有拆封", "原路退回，到仓验货后转售后退款", 30, "", True),
    "lost": _Talk("中通客服 8017", "转运中心 24 小时找件无果，同意立案理赔", "等理赔单号，今天先给买家补发", -3, "89.00"),
    "delay": _Talk("圆通网点 李姐", "暴雨后积压两千多件，预计明天下午派送", "明天 16:00 看派送扫描", 20),
    "returned": _Talk("申通退件组", "保管期满无人取，退回件已离开目的地", "到仓拆验，完好的上架", 44),
}  # fmt: skip
_RESULT = "买家补了电话，第二次派送已签收"


def follow_parcels(actor: Actor, shop_id: int, silent_parcel: str, now: datetime) -> None:
    """Note a talk with the courier on one parcel of each kind; a second one of wrong address is settled."""
    silent = NextStep(_SILENT.step, now + timedelta(hours=_SILENT.hours))
    contact = Contact(_SILENT.text, _SILENT.spoke_with)
    open_exception(actor=actor, shop_id=shop_id, parcel=silent_parcel, kind="silent", step=silent, contact=contact)
    for kind, talk in _TALKS.items():
        found, _more = parcel_exceptions(CaseFilters(kind=kind), [shop_id], limit=2)
        for row in found[:1]:
            _note(actor, shop_id, row, talk, now)
        for row in found[1:] if kind == "address" else ():
            close_exception(actor=actor, shop_id=shop_id, exception_id=row.id, result=_RESULT)


def _note(actor: Actor, shop_id: int, row: ExceptionRow, talk: _Talk, now: datetime) -> None:
    contact_courier(
        actor=actor,
        shop_id=shop_id,
        exception_id=row.id,
        contact=Contact(talk.text, talk.spoke_with, Decimal(talk.claim) if talk.claim else None),
        step=NextStep(talk.step, now + timedelta(hours=talk.hours)),
    )
    if talk.is_told:
        mark_exception_told(actor=actor, shop_id=shop_id, exception_id=row.id)
