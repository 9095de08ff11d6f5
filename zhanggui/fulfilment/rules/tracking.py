"""What couriers' words and codes say of a parcel, and the signature of the tracking service."""

import hashlib
import hmac

from zhanggui.fulfilment.values import ExceptionKind, TrackState

# States of kuaidi100. Another service uses the same digits with other meanings; never share this table.
_KUAIDI100 = {
    "1": TrackState.COLLECTED,
    "0": TrackState.MOVING,
    "5": TrackState.DELIVERING,
    "3": TrackState.DELIVERED,
    "6": TrackState.RETURNING,
    "4": TrackState.RETURNED,
    "7": TrackState.FORWARDED,
    "2": TrackState.TROUBLE,
    "8": TrackState.CUSTOMS,
}
# Advanced codes that the first digits do not tell.
_ADVANCED = {"14": TrackState.RETURNING, "401": TrackState.RETURNED}
_WRONG = frozenset({TrackState.TROUBLE, TrackState.RETURNING, TrackState.RETURNED})
# What couriers write when something is wrong, the telling ones first: a refused parcel comes back as well.
_EXCEPTIONS = (
    (ExceptionKind.REFUSED, ("拒收", "拒签", "refused")),
    (ExceptionKind.LOST, ("丢失", "遗失", "丢件", "lost")),
    (ExceptionKind.DAMAGED, ("破损", "损坏", "湿损", "污染", "damaged")),
    (
        ExceptionKind.ADDRESS,
        ("地址不详", "地址错误", "地址有误", "超区", "无法联系", "联系不上", "电话错误", "wrong address"),
    ),
)
_BY_LENGTH = (4, 3, 2)
# Words of couriers' traces, the telling ones first: “拒收” holds no “签收” but “已签收，拒收件退回” does.
_WORDS = (
    (TrackState.RETURNED, ("退回签收", "退件签收", "退签")),
    (TrackState.RETURNING, ("退回", "退件", "拒收", "拒签")),
    (
        TrackState.TROUBLE,
        ("疑难", "异常", "破损", "滞留", "无法联系", "联系不上", "超区", "丢失", "地址不详", "问题件"),
    ),
    (TrackState.DELIVERED, ("签收", "已妥投", "妥投", "delivered")),
    (TrackState.DELIVERING, ("派送", "派件", "正在派", "代收点", "驿站", "快递柜", "out for delivery")),
    (TrackState.COLLECTED, ("揽收", "揽件", "已收件", "收寄", "picked up", "collected")),
    (TrackState.FORWARDED, ("转投", "转邮政")),
    (TrackState.CUSTOMS, ("清关", "海关", "customs")),
    (TrackState.MOVING, ("运输", "到达", "发往", "离开", "在途", "转运", "中转", "in transit")),
)


def state_of_code(code: str) -> str:
    """The state of a kuaidi100 state or advanced code; empty for an unknown one."""
    plain = code.strip()
    if plain in _KUAIDI100:
        return _KUAIDI100[plain]
    if plain in _ADVANCED:
        return _ADVANCED[plain]
    if len(plain) in _BY_LENGTH and plain.isdecimal():
        # 1001 is on the way: four digits begin with 10, where “1” alone means collected.
        first = "0" if len(plain) == _BY_LENGTH[0] else plain[0]
        return _KUAIDI100.get(first, "") if plain != "10" else TrackState.CUSTOMS
    return ""


def state_of_words(words: str) -> str:
    """The state that a courier's sentence tells; empty when it tells none."""
    plain = words.casefold()
    if "未签收" in plain:
        plain = plain.replace("未签收", "")
    for state, signs in _WORDS:
        if any(sign in plain for sign in signs):
            return state
    return ""


def exception_of(state: str, words: str) -> str:
    """What is wrong with a parcel, by its courier's news; empty when nothing is."""
    plain = words.casefold()
    for kind, signs in _EXCEPTIONS:
        if state in _WRONG and any(sign in plain for sign in signs):
            return kind
    if state in {TrackState.RETURNING, TrackState.RETURNED}:
        return ExceptionKind.RETURNED
    return ExceptionKind.DELAY if state == TrackState.TROUBLE else ""


def callback_sign(param: str, salt: str) -> str:
    """The signature of a callback: upper(MD5(param + salt)) over the raw text, as the service defines it."""
    return hashlib.md5(f"{param}{salt}".encode(), usedforsecurity=False).hexdigest().upper()


def is_signed(param: str, salt: str, sign: str) -> bool:
    """Whether the signature is right; compared in constant time, and never with an empty salt."""
    expected = callback_sign(param, salt).encode()
    return bool(salt) and hmac.compare_digest(expected, sign.strip().upper().encode())
