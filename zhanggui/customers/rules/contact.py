"""Phones, names and their masks: what may be shown, what a masked value still proves (SEC-12).

Marketplaces mask in several ways (`张**`, `*******0001`), so masked values are compared by
their visible characters and never replace a whole one.
"""

import re

from zhanggui.customers.rules.address import parse_address

_COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "闾丘",
        "子车",
        "亓官",
        "司寇",
        "巫马",
        "公西",
        "颛孙",
        "壤驷",
        "公良",
        "漆雕",
        "乐正",
        "宰父",
        "谷梁",
        "拓跋",
        "夹谷",
        "轩辕",
        "令狐",
        "段干",
        "百里",
        "呼延",
        "东郭",
        "南门",
        "羊舌",
        "微生",
        "公户",
        "公玉",
        "公仪",
        "梁丘",
        "公仲",
        "公上",
        "公门",
        "公山",
        "公坚",
        "左丘",
        "公伯",
        "西门",
        "公祖",
        "第五",
        "公乘",
        "贯丘",
        "公皙",
        "南荣",
        "东里",
        "东宫",
        "仲长",
        "子书",
        "子桑",
        "即墨",
        "达奚",
        "褚师",
    ]
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_VIRTUAL = re.compile(r"(1[\d*]{10})(?:-|转|,|，|#|\()(\d{2,6})\)?")
_MASKED_PHONE = re.compile(r"[\d\-]*\*{2,}[\d\-]*")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:-(\d{1,6}))?")
_NOISE = str.maketrans("", "", "'`\t \u00a0\u3000\"=")
_FOLD = str.maketrans("\uff0a－（）", "*-()")
_POSTCODE = re.compile(r"\(\d{6}\)$")
_STARS = re.compile(r"\*+")
_TAIL = 4


def normal_phone(phone: str) -> str:
    """The phone without wrappers, spaces and country code; `-` only before an extension.

    A virtual number keeps its extension (`18400001234-5678`), a landline its area code
    (`0571-88880001`). Text that is no phone comes back without spaces and wrappers.
    """
    if len(phone) == len("13900000001") and phone.isdigit():
        return phone
    plain = phone.translate(_NOISE).translate(_FOLD)
    for prefix in ("+86-", "+86", "0086", "86-"):
        if plain.startswith(prefix):
            plain = plain[len(prefix) :]
            break
    match = _VIRTUAL.fullmatch(plain)
    if match:
        return f"{match[1]}-{match[2]}"
    joined = plain.replace("-", "")
    if _MOBILE.fullmatch(joined):
        return joined
    match = _LANDLINE.fullmatch(plain)
    if match:
        return "-".join(part for part in match.groups() if part)
    return plain


def phone_tail(phone: str) -> str:
    """The last four visible digits that couriers ask for; empty when fewer are visible.

    The extension of a virtual number is not part of it: `138****1234-5678` gives `1234`.
    """
    main = normal_phone(phone)
    if main[:1] == "1":
        main = main.split("-", 1)[0]
    else:
        match = _LANDLINE.fullmatch(main)
        main = match[2] if match else main
    tail = main[-_TAIL:]
    return tail if len(tail) == _TAIL and tail.isdigit() else ""


def mask_phone(phone: str) -> str:
    """Mobile with three and four digits visible; a landline by its own rule; never longer."""
    plain = normal_phone(phone)
    if not plain or "*" in plain:
        return plain
    if _LANDLINE.fullmatch(plain):
        return mask_landline(plain)
    main, _dash, extension = plain.partition("-")
    if len(main) <= len("1390001"):
        return "*" * len(main)
    masked = f"{main[:3]}{'*' * (len(main) - 7)}{main[-4:]}"
    return f"{masked}-{'*' * len(extension)}" if extension else masked


def mask_landline(phone: str) -> str:
    """Area code and the last two digits stay visible: `0571-******01`."""
    match = _LANDLINE.fullmatch(normal_phone(phone))
    if match is None:
        return mask_phone(phone)
    return f"{match[1]}-{'*' * (len(match[2]) - 2)}{match[2][-2:]}"


def mask_name(name: str) -> str:
    """The first character stays, of a compound surname the first two: `张*`, `张**`, `欧阳**`."""
    plain = name.strip()
    if not plain or is_masked_name(plain):
        return plain
    if plain[:2] in _COMPOUND_SURNAMES and len(plain) > len("欧阳"):
        return f"{plain[:2]}**"
    return f"{plain[0]}*" if len(plain) <= len("张三") else f"{plain[0]}**"


def mask_address(address: str) -> str:
    """Province to district stay visible, official names: `浙江省杭州市余杭区****`."""
    if not address.strip():
        return ""
    return f"{parse_address(address).division}****"


def mask_email(email: str) -> str:
    """The first three characters and the domain stay visible: `tes***@example.com`."""
    user, at, domain = email.strip().rpartition("@")
    if not at:
        return f"{email.strip()[:1]}***" if email.strip() else ""
    return f"{user[:3] if len(user) > 3 else user[:1]}***@{domain}"


def is_masked_phone(phone: str) -> bool:
    """Whether digits of the phone itself are hidden."""
    return "*" in phone and _MASKED_PHONE.fullmatch(normal_phone(phone)) is not None


def is_masked_name(name: str) -> bool:
    """Whether a name is hidden behind stars: `张**`, `**`, `a***b`."""
    return "*" in name or "\uff0a" in name


def is_masked_address(address: str) -> bool:
    """Whether parts of an address are hidden behind stars."""
    return parse_address(address).masked


def _visible(value: str) -> str:
    return _POSTCODE.sub("", "".join(value.split()).translate(_NOISE).translate(_FOLD))


def agrees(full: str, masked: str) -> bool:
    """Whether a masked value can be the full one: every visible character at its place.

    The number of stars does not matter; a run of stars hides at least one character. Spaces,
    wrappers and a trailing postcode are ignored. Without stars the two must be equal. Two
    masked values agree when their visible beginnings and ends do.
    """
    whole, seen = _visible(full), _visible(masked)
    if whole == seen:
        return True
    if "*" not in seen:
        return False
    if "*" in whole:
        return _masks_agree(whole, seen)
    parts = _STARS.split(seen)
    pattern = ".+".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, whole) is not None


def _masks_agree(one: str, other: str) -> bool:
    heads = (one.split("*", 1)[0], other.split("*", 1)[0])
    tails = (one.rsplit("*", 1)[1], other.rsplit("*", 1)[1])
    head, tail = min(map(len, heads)), min(map(len, tails))
    same_tail = tail == 0 or tails[0][-tail:] == tails[1][-tail:]
    return heads[0][:head] == heads[1][:head] and same_tail
