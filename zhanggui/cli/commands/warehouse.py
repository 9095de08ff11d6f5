"""Commands of the warehouse: packaging, printings, stamps, invoices, vouchers, late numbers, single batches."""

from zhanggui.cli.grammar import Command, option, options

COMMANDS = (
    Command(
        ("packing", "show"),
        "how a product is packed; without --product the shop's own way",
        "warehouse:packing_show",
        option("--product", default="", metavar="CODE", help="the product's code, or one of its SKUs"),
    ),
    Command(
        ("packing", "set"),
        "write packaging and accessories; what is left out stays",
        "warehouse:packing_set",
        options(
            option("--product", default="", metavar="CODE"),
            option("--box"),
            option("--filler"),
            option("--card"),
            option("--note"),
            option("--neutral", choices=["yes", "no"]),
            option("--piece-g", type=int, metavar="GRAMS", help="what one piece weighs"),
            option("--packaging-g", type=int, metavar="GRAMS", help="what box, filler and card of a parcel weigh"),
            option("--accessories", metavar="LIST", help="like “火柴*2；礼盒”; an empty text takes all away"),
        ),
    ),
    Command(
        ("packing", "insert"),
        "write what lies in every parcel",
        "warehouse:packing_insert",
        options(
            option("name"),
            option("--text", default=""),
            option("--off", action="store_true", help="switch it off"),
            option("--required", action="store_true", help="packers must tick it"),
        ),
    ),
    Command(
        ("weigh",),
        "keep what a parcel weighs",
        "warehouse:weigh",
        options(option("parcel"), option("weight", help="1.25kg, or grams: 1250")),
    ),
    Command(
        ("batch", "extra"),
        "close a small batch of single orders that cannot wait",
        "warehouse:batch_extra",
        option("orders", nargs="+", metavar="ORDER"),
    ),
    Command(
        ("batch", "printings"), "every printing of a batch, and its stamps", "warehouse:printings", option("batch")
    ),
    Command(
        ("batch", "stamped"),
        "tick that printed sheets were stamped by hand",
        "warehouse:stamped",
        options(option("batch"), option("papers", nargs="+", metavar="PAPER")),
    ),
    Command(("late",), "parcels packed too long ago without a waybill number", "warehouse:late"),
    Command(
        ("invoice", "request"),
        "write down what a buyer wants on the invoice",
        "warehouse:invoice_request",
        options(
            option("order"),
            option("--title", default=""),
            option("--tax-no", default=""),
            option("--email", default=""),
            option("--kind", choices=["normal", "special"], default="normal"),
            option("--amount", metavar="N"),
        ),
    ),
    Command(
        ("invoice", "issue"),
        "give a requested invoice its number",
        "warehouse:invoice_issue",
        options(option("order"), option("--number", default="", help="default: the next of the shop's range")),
    ),
    Command(
        ("invoice", "void"),
        "take an invoice back",
        "warehouse:invoice_void",
        options(option("order"), option("--reason", required=True)),
    ),
    Command(
        ("invoice", "reverse"),
        "note the red-letter invoice of an issued one, after a refund",
        "warehouse:invoice_reverse",
        options(
            option("order"),
            option("number", help="the red-letter invoice's number"),
            option("--reason", required=True),
            option("--amount", metavar="N", help="default: all that is left of the invoice"),
        ),
    ),
    Command(
        ("invoice", "keep-copy"),
        "keep the tax system's file of an issued invoice",
        "warehouse:invoice_keep_copy",
        options(option("order"), option("file", help="PDF, OFD, XML, JPG or PNG up to 10 MB")),
    ),
    Command(
        ("invoice", "copy"),
        "write the kept copy of an invoice to a file; each time is noted",
        "warehouse:invoice_copy",
        options(option("order"), option("--out", required=True, metavar="F")),
    ),
    Command(("invoice", "due"), "issued invoices that a refund made too high", "warehouse:invoice_due"),
    Command(
        ("voucher", "find"),
        "find label copies and couriers' lists",
        "warehouse:voucher_find",
        options(
            option("text", nargs="?", default="", help="parcel, slip, waybill or order number"),
            option("--courier", default=""),
            option("--since", metavar="D"),
            option("--until", metavar="D"),
        ),
    ),
    Command(
        ("voucher", "open"),
        "where a voucher's page lies; the look is logged",
        "warehouse:voucher_open",
        option("id", type=int),
    ),
    Command(
        ("voucher", "list"),
        "print a courier's list of a day",
        "warehouse:voucher_list",
        options(option("--courier", required=True), option("--date", required=True, metavar="D")),
    ),
    Command(
        ("voucher", "sign"),
        "write down who collected a courier's list",
        "warehouse:voucher_sign",
        options(
            option("list"),
            option("--collector", required=True),
            option("--count", type=int, required=True),
            option("--note", default=""),
        ),
    ),
)
