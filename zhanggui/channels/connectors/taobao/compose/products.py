"""Composes the products of a small shop: household and clothing, invented names and codes."""

from decimal import Decimal

from zhanggui.channels.connectors.taobao.compose.dice import Dice
from zhanggui.channels.connectors.taobao.compose.shapes import ComposedSku

_KINDS = (
    ("TS", "纯棉圆领短袖T恤", 3900, "wear"),
    ("SH", "宽松条纹衬衫", 8900, "wear"),
    ("HD", "加绒连帽卫衣", 12900, "wear"),
    ("SK", "纯棉中筒袜 五双装", 2490, "feet"),
    ("SL", "居家防滑拖鞋", 1990, "feet"),
    ("CP", "双层玻璃水杯", 2900, "house"),
    ("TH", "不锈钢保温杯", 6900, "house"),
    ("BW", "手绘陶瓷碗", 1680, "house"),
    ("TW", "加厚吸水毛巾", 1290, "house"),
    ("PL", "乳胶护颈枕", 15900, "house"),
    ("LP", "护眼充电台灯", 7900, "house"),
    ("BG", "大容量帆布包", 4900, "house"),
    ("TE", "云南滇红茶叶 250克", 5800, "food"),
    ("NT", "每日坚果 30包", 9900, "food"),
    ("HN", "枣花蜂蜜 500克", 4280, "food"),
    ("PE", "盲盒文具套装", 3350, "house"),
)
_MANNERS = ("夏季新款", "简约", "复古", "日系", "文艺", "加大码", "轻奢", "亲子", "学生", "商务", "国风", "户外")
_COLOURS = (("黑色", "BLK"), ("白色", "WHT"), ("藏青色", "NVY"), ("雾霾蓝", "BLU"), ("豆沙红", "RED"))
_SIZES = {
    "wear": ("尺码", ("S", "M", "L", "XL")),
    "feet": ("尺码", ("36-38", "39-41", "42-44")),
    "house": ("规格", ("单件", "两件装")),
    "food": ("口味", ("原味", "礼盒装")),
}


def compose_skus(count: int, *, seed: int = 1) -> list[ComposedSku]:
    """`count` SKUs with invented codes; SKUs of one item share title, item code and item id."""
    skus: list[ComposedSku] = []
    item = 0
    while len(skus) < count:
        prefix, noun, fen, kind = _KINDS[item % len(_KINDS)]
        manner = _MANNERS[(item // len(_KINDS)) % len(_MANNERS)]
        item_code = f"{prefix}{item + 1:03d}"
        dice = Dice(seed, item)
        base = fen + dice.below(30) * 100
        label, sizes = _SIZES[kind]
        first = dice.below(len(_COLOURS))
        colours = (_COLOURS * 2)[first : first + len(_COLOURS)]
        for colour, short in colours[: 1 + item % 3]:
            for place, size in enumerate(sizes):
                skus.append(
                    ComposedSku(
                        code=f"{item_code}-{short}-{place + 1}",
                        item_code=item_code,
                        item_id=str(600_000_000_000 + item * 7919),
                        title=f"{manner}{noun}",
                        attributes=f"颜色分类：{colour};{label}：{size}",
                        price=Decimal(base + 500 * place).scaleb(-2),
                    )
                )
        item += 1
    return skus[:count]
