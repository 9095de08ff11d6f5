"""Commands of couriers, their numbers, and tracking."""

from zhanggui.cli.grammar import Command, option, options

_CODE = option("code", metavar="COURIER", help="code or name: ZTO, 中通快递")

COMMANDS = (
    Command(("couriers", "list"), "the register of couriers, and whether there are enough", "couriers:list_all"),
    Command(("couriers", "show"), "one courier whole", "couriers:show", _CODE),
    Command(
        ("couriers", "add"),
        "put a courier into the register",
        "couriers:add",
        options(
            _CODE,
            option("--numbers", choices=["later", "pool"], default="later", help="where its waybill numbers come from"),
            option("--contact", default="", metavar="NAME"),
            option("--phone", default=""),
            option("--pickup", default="", metavar="HH:MM"),
            option(
                "--not-covered", action="append", default=[], metavar="PLACE", help="province, or province and city"
            ),
        ),
    ),
    Command(("couriers", "approve"), "let a courier carry parcels", "couriers:approve", _CODE),
    Command(
        ("couriers", "retire"),
        "stop using a courier",
        "couriers:retire",
        options(_CODE, option("--reason", default="")),
    ),
    Command(
        ("couriers", "prices"),
        "enter a price list from a file",
        "couriers:prices",
        options(
            _CODE,
            option("--file", required=True, metavar="F"),
            option("--version", required=True, metavar="NAME"),
            option("--from", dest="valid_from", required=True, metavar="DAY", help="valid from, like 2026-12-01"),
        ),
    ),
    Command(
        ("couriers", "transit"),
        "set transit days from a file",
        "couriers:transit",
        options(_CODE, option("--file", required=True, metavar="F")),
    ),
    Command(
        ("couriers", "contract"),
        "enter a contract",
        "couriers:contract",
        options(
            _CODE,
            option("number"),
            option("--from", dest="starts_on", required=True, metavar="DAY"),
            option("--until", dest="ends_on", required=True, metavar="DAY"),
            option("--remind", type=int, default=30, metavar="DAYS"),
            option("--prices", default="", metavar="VERSION"),
        ),
    ),
    Command(
        ("couriers", "choose"),
        "which courier takes an order and why; with --courier give its parcel to another one",
        "couriers:choose",
        options(
            option("order"),
            option("--courier", default="", metavar="COURIER"),
            option("--reason", default=""),
        ),
    ),
    Command(("numbers", "show"), "how many waybill numbers each courier's pool has", "couriers:pools"),
    Command(
        ("numbers", "give"), "give numbers to parcels whose pool was empty", "couriers:give_numbers", option("batch")
    ),
    Command(
        ("tracking", "show"),
        "where a parcel is, by parcel, slip or waybill number",
        "couriers:tracked",
        option("parcel"),
    ),
    Command(
        ("tracking", "list"),
        "parcels that left",
        "couriers:tracking",
        options(
            option("--view", choices=["all", "silent", "late", "trouble", "delivered"], default="all"),
            option("--courier", default="", metavar="CODE"),
            option("--limit", type=int, default=50),
        ),
    ),
)
