"""Invented buyers: names, phones in the unassigned block 0000, addresses, notes."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from zhanggui.channels.connectors.taobao.compose.dice import Dice

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_COMPOUND = ("欧阳", "上官", "诸葛", "司马", "慕容")
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞红波宁欣怡子涵梓轩浩然思雨佳琪晨曦一诺俊熙若汐"
_RARE = ("赵䶮", "王㛃", "李𬱟")  # outside GBK: why the exports need GB18030
_NICKS = ("晴天", "小鱼", "蓝色", "风中", "阿杰", "糖果", "月亮", "追梦", "淘气", "向日葵", "tb", "happy", "lucky")
_MOBILES = ("130", "135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "182", "186", "188", "199")
_ROADS = ("测试路", "幸福路", "解放路", "文化路", "新华街", "中山路", "科技大道", "滨河路", "迎宾大道", "学府路")
_HOMES = ("阳光花园", "幸福小区", "锦绣家园", "翠湖苑", "书香门第", "金色港湾", "和平新村", "创业大厦")
BUYER_NOTES = (
    "请发顺丰",
    "麻烦尽快发货，急用",
    "周末送货，谢谢",
    "不要放驿站，请送货上门",
    "送人的，包装好一点，不要放小票",
    "颜色发错必退",
    '要"大号"的袋子',
    "第一行\n第二行：电话联系",
    "亲，可以送个小礼物吗，谢谢老板",
    "不要韵达，发中通",
    "换成米白色，谢谢",
    "和上一单一起发",
    "送女朋友的，放张贺卡写生日快乐",
    "开发票，抬头：杭州青山科技有限公司",
    "放门口就行，到了打电话",
    "谢谢",
)
SELLER_NOTES = ("已核对地址", "老客户，送小样", "买家要求换黑色", "缺货已联系", "优先发货", "开票后寄出")
FLAGS = ("红旗", "黄旗", "绿旗", "蓝旗", "紫旗", "加急")
DOUBTFUL = ("幻想区", "东海城区", "未名县")


class Place(NamedTuple):
    """One district in the words of the export."""

    province: str
    city: str
    district: str
    postcode: str
    streets: tuple[str, ...]


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """Some hundred districts, more of them where more parcels go."""
    with Path(__file__).with_name("places.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Place(
                row["province"],
                row["city"],
                row["district"],
                row["postcode"],
                tuple(row["streets"].split("|")),
            )
            for row in csv.DictReader(stream)
        )


def person(dice: Dice) -> str:
    """A name of two or three characters, sometimes with a compound surname or a rare character."""
    chance = dice.chance()
    if chance < 0.002:
        return _RARE[int(chance * 1500) % len(_RARE)]
    surname = (
        _COMPOUND[int(chance * 1000) % len(_COMPOUND)] if chance < 0.01 else _SURNAMES[int(chance * len(_SURNAMES))]
    )
    code = dice.below(len(_GIVEN) * len(_GIVEN) * 3)
    first, second = _GIVEN[code % len(_GIVEN)], _GIVEN[code // 3 // len(_GIVEN)]
    return surname + (first if code % 3 == 0 else first + second)


def mobile(dice: Dice) -> str:
    """A mobile whose middle is 0000, which no carrier hands out."""
    code = dice.below(len(_MOBILES) * 10_000)
    return f"{_MOBILES[code // 10_000]}0000{code % 10_000:04d}"


def nick(dice: Dice) -> str:
    """A buyer's name on the marketplace."""
    code = dice.below(len(_NICKS) * 100_000)
    return f"{_NICKS[code // 100_000]}{code % 100_000}"


def address(dice: Dice) -> tuple[Place, str, str]:
    """A place, the street and house of the address, and its postcode in brackets."""
    place = places()[dice.below(len(places()))]
    code = dice.below(10**9)
    road = _ROADS[code % 10]
    house = code // 10 % 300 + 1
    street = place.streets[code // 3000 % len(place.streets)]
    kind = code // 9000 % 4
    if kind == 0:
        detail = f"{street}{road}{house}号"
    elif kind == 1:
        detail = f"{street} {road}{house}号{code // 36_000 % 20 + 1}幢{code // 720_000 % 30 + 1}01"
    elif kind == 2:
        detail = f"{road}{house}号{_HOMES[code // 36_000 % 8]}{code // 288_000 % 20 + 1}栋{house + 100}室"
    else:
        detail = f"{street}{_HOMES[code // 36_000 % 8]}{house % 30 + 1}号楼{code // 288_000 % 6 + 1}单元"
    postcode = place.postcode if code // 900_000_00 % 4 == 0 else "000000"
    return place, detail, postcode
