"""Composes orders one by one: who bought what, when, and how far the trade has come."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from zhanggui.channels.connectors.taobao.compose import people
from zhanggui.channels.connectors.taobao.compose.deal import Contact, Deal, Times, money
from zhanggui.channels.connectors.taobao.compose.dice import Dice
from zhanggui.channels.connectors.taobao.compose.fates import FATES, choose_fate
from zhanggui.channels.connectors.taobao.compose.mix import Mix
from zhanggui.channels.connectors.taobao.compose.products import compose_skus
from zhanggui.channels.connectors.taobao.compose.shapes import (
    ComposedLine,
    ComposedOrder,
    ComposedSku,
)

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
NOTHING = Decimal("0.00")
_DEFAULT_MIX = Mix()


def _number(index: int, *, seed: int, digits: int, dice: Dice) -> str:
    """A number of its own for every order of a seed; sub-orders use the next few numbers."""
    block = seed * 7919 % 1000
    start = 3 * 10 ** (digits - 1) + block * 10 ** (digits - 4)
    return str(start + index * 1000 + dice.below(900))


def _waybill(dice: Dice) -> tuple[str, str]:
    """A courier and a number in one of its forms."""
    kind, code = dice.below(10), dice.below(10**10)
    if kind < 3:
        return "中通快递", f"731{code:010d}"
    if kind < 5:
        return "圆通速递", f"YT001{code:010d}"
    if kind < 7:
        return "韵达快递", f"312{code:010d}"
    if kind < 8:
        return "申通快递", f"775{code:010d}"
    return ("顺丰速运", f"SF100{code:010d}") if kind < 9 else ("极兔速递", f"JT300{code:010d}")


def _basket(dice: Dice, skus: Sequence[ComposedSku], mix: Mix) -> list[tuple[ComposedSku, int]]:
    """What was bought: mostly one thing once, sometimes two or three things, rarely very many."""
    chances = dice.chances
    first, second, third = (dice.below(len(skus)) for _ in range(3))
    pieces = [dice.chance() for _ in range(3)]
    count = 1
    if chances[0] < mix.multi_line:
        count = 3 if chances[1] < 0.2 else 2
    places = list(dict.fromkeys((first, second, third)[:count]))
    amounts = [1 if piece < 0.85 else 2 if piece < 0.95 else 3 for piece in pieces]
    if chances[2] < mix.big_quantity:
        amounts[0] = 50 + int(pieces[0] * 450)
    return [(skus[place], amounts[row]) for row, place in enumerate(places)]


def _compose(
    number: str, placed_at: datetime, dice: Dice, skus: Sequence[ComposedSku], mix: Mix, end: datetime
) -> ComposedOrder:
    chances = dice.chances
    contact = Contact(dice, mix, placed_at)
    basket = _basket(dice, skus, mix)
    nick = people.nick(dice)
    extra = dice.below(10**9)
    courier, waybill = _waybill(dice)
    fate_name = choose_fate(chances, mix, end - placed_at, lines=len(basket))
    fate = FATES[fate_name]
    deal = Deal(basket, fate_name, extra, dice, mix)
    times = Times(placed_at, fate_name, extra, end)
    is_sent = times.shipped_at is not None
    return ComposedOrder(
        number=number,
        fate=fate_name,
        state=fate.state,
        status_text=fate.status_text,
        buyer_nick=nick,
        buyer_account=f"{nick[-2:]}***@example.com" if extra % 2 else "",
        receiver_name=contact.name,
        address=contact.address,
        phone=contact.phone,
        mobile=contact.mobile,
        virtual_expires_at=contact.virtual_expires_at,
        ship_method=fate.ship_method,
        buyer_note=_sometimes(people.BUYER_NOTES, extra, chances[10], mix.buyer_note),
        seller_note=_sometimes(people.SELLER_NOTES, extra, chances[11], mix.seller_note),
        flag=_sometimes(people.FLAGS, extra, chances[13], mix.flag),
        invoice_title=_sometimes(("测试科技有限公司",), 0, chances[14], mix.invoice),
        payment_no=_payment_no(placed_at, extra, number) if times.paid_at else "",
        stage_info=deal.stage_info() if fate_name == "deposit" else "",
        close_reason=fate.close_reason,
        courier_name=courier if is_sent else "",
        waybill_no=waybill if is_sent else "",
        goods_amount=money(sum(deal.goods)),
        freight_amount=money(deal.freight),
        total_amount=money(deal.total),
        paid_amount=money(deal.paid),
        refund_amount=money(sum(deal.refunds)),
        payout_amount=money(deal.paid) if times.completed_at else NOTHING,
        placed_at=placed_at,
        paid_at=times.paid_at,
        shipped_at=times.shipped_at,
        completed_at=times.completed_at,
        ship_by_at=times.ship_by_at,
        lines=_lines(number, deal, times, waybill if is_sent else ""),
    )


def _payment_no(placed_at: datetime, extra: int, number: str) -> str:
    day = str(placed_at)[:10].replace("-", "")
    return f"{day}22001{extra:09d}{number[-6:]}"


def _lines(number: str, deal: Deal, times: Times, waybill: str) -> tuple[ComposedLine, ...]:
    fate = FATES[deal.fate]
    lines = []
    for row, (sku, quantity) in enumerate(deal.basket):
        was_sent = deal.fate != "part_shipped" or row == 0
        lines.append(
            ComposedLine(
                sub_number=number if len(deal.basket) == 1 else str(int(number) + row + 1),
                sku=sku,
                quantity=quantity,
                goods_amount=money(deal.goods[row]),
                paid_amount=money(deal.paid_of(row)),
                refund_amount=money(deal.refunds[row]),
                refund_text=deal.refund_text(row),
                status_text=fate.line_status(row),
                bundle=deal.bundle,
                shipped_at=times.shipped_at if was_sent else None,
                waybill_no=waybill if was_sent else "",
            )
        )
    return tuple(lines)


def _sometimes(texts: Sequence[str], place: int, chance: float, share: float) -> str:
    return texts[place % len(texts)] if chance < share else ""


def iterate_orders(
    count: int,
    *,
    seed: int = 1,
    start: datetime,
    end: datetime,
    skus: Sequence[ComposedSku] | None = None,
    mix: Mix = _DEFAULT_MIX,
    number_digits: int = 19,
) -> Iterator[ComposedOrder]:
    """`count` orders between two aware times, newest first as in an export, one at a time.

    The same arguments give the same orders; an order depends on its own place only, so a
    changed mix changes just what its shares say. Numbers of different seeds do not meet.
    """
    wares = skus or compose_skus(200)
    newest, oldest = end.astimezone(SHANGHAI), start.astimezone(SHANGHAI)
    span = int((newest - oldest).total_seconds())
    for place in range(count):
        dice = Dice(seed, place)
        back = (place + dice.chances[-1]) * span / count
        placed_at = (newest - timedelta(seconds=int(back) + 1)).replace(microsecond=0)
        number = _number(count - place, seed=seed, digits=number_digits, dice=dice)
        yield _compose(number, placed_at, dice, wares, mix, newest)


def compose_orders(
    count: int,
    *,
    seed: int = 1,
    start: datetime,
    end: datetime,
    skus: Sequence[ComposedSku] | None = None,
    mix: Mix = _DEFAULT_MIX,
    number_digits: int = 19,
) -> list[ComposedOrder]:
    """The orders of `iterate_orders` as a list; above some 100,000 iterate instead."""
    return list(
        iterate_orders(
            count,
            seed=seed,
            start=start,
            end=end,
            skus=skus,
            mix=mix,
            number_digits=number_digits,
        )
    )
