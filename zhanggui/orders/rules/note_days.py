"""Days as buyers write them: 12月25日, 25号, 下周一, 后天, 节后."""

import re
from calendar import monthrange
from datetime import date, timedelta

# In a word of a rule `{day}` stands for any of these.
DAY = (
    r"(?:(?:20\d\d[年./-])?(?:1[0-2]|0?[1-9])(?:月|[./-])(?:3[01]|[12]\d|0?[1-9])(?:日|号)?(?!\d)"
    r"|(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?:号|日)"
    r"|(?:下下|下个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末](?:日(?!\d))?|下下?个?(?:周|星期|礼拜)(?=[前后之以再发到])"
    r"|(?:十[一二]|[一二三四五六七八九十])月(?=[前后之以再发到])"
    r"|(?:下个?月|本月|这个?月)?月?(?:初|中旬|底|末)(?=[前后之以再发到])|大后天|后天|明[天日早晚]|今[天日晚]"
    r"|春节|过年|元旦|国庆|中秋|端午|五一|十一|双十一|双十二|圣诞节?|情人节|母亲节|父亲节|儿童节|元宵)"
)
DAY_FIRSTS = "0123456789下个这本周星礼月初中底末大后明今春过元国端五十双圣情母父儿一二三四六七八九"
_SPOKEN = {"今": 0, "明": 1, "后天": 2, "大后天": 3}
_WEEKDAYS = {name: index for index, name in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
# Feasts with the same day every year; those of the moon have no day here, the words stand on the chip.
_FEASTS = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "五一": (5, 1),
    "儿童节": (6, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
    "双十一": (11, 11),
    "双十二": (12, 12),
    "圣诞": (12, 25),
    "圣诞节": (12, 25),
}
_WRITTEN = re.compile(r"(?:(20\d\d)[年./-])?(\d{1,2})(?:月|[./-])(\d{1,2})")
_OF_MONTH = re.compile(r"(\d{1,2})[号日]")
_OF_WEEK = re.compile(r"(下下|下个?|这个?|本)?(?:周|星期|礼拜)([一二三四五六日天末])")


def day_meant(words: str, today: date) -> date | None:
    """The day that such words mean when they are written on `today`; None when no day can be told."""
    if _WRITTEN.search(words):
        return _written(words, today)
    for read in (_of_week, _spoken, _feast, _of_month):
        found = read(words, today)
        if found is not None:
            return found
    return None


def _written(words: str, today: date) -> date | None:
    found = _WRITTEN.search(words)
    if not found:
        return None
    year, month, day = int(found[1] or today.year), int(found[2]), int(found[3])
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    meant = date(year, month, day)
    # Without a year a day long gone is one of the next year: 1月3日 in December.
    return _next_year(meant) if not found[1] and (today - meant).days > 31 else meant


def _next_year(day: date) -> date:
    last = monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def _of_week(words: str, today: date) -> date | None:
    found = _OF_WEEK.search(words)
    if not found:
        return None
    weeks = {"下下": 2, "下": 1, "下个": 1}.get(found[1] or "", 0)
    monday = today - timedelta(days=today.weekday())
    meant = monday + timedelta(days=_WEEKDAYS[found[2]], weeks=weeks)
    return meant + timedelta(weeks=1) if meant < today else meant


def _spoken(words: str, today: date) -> date | None:
    for name in ("大后天", "后天"):
        if name in words:
            return today + timedelta(days=_SPOKEN[name])
    found = re.search(r"(今|明)[天日早晚]", words)
    return today + timedelta(days=_SPOKEN[found[1]]) if found else None


def _feast(words: str, today: date) -> date | None:
    for name in sorted(_FEASTS, key=len, reverse=True):
        if name in words:
            meant = date(today.year, *_FEASTS[name])
            return _next_year(meant) if meant < today else meant
    return None


def _of_month(words: str, today: date) -> date | None:
    found = _OF_MONTH.search(words)
    if not found:
        return None
    day, year, month = int(found[1]), today.year, today.month
    for _turn in range(3):
        if 1 <= day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None
