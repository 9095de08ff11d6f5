"""Commands of confidential data: costs, plans, pay, and what a position does not see."""

from zhanggui.cli.grammar import Command, option, options

_MONTH = option("--month", default="", metavar="YYYY-MM", help="the present month without it")

COMMANDS = (
    Command(
        ("costs", "list"),
        "list cost prices of SKUs",
        "confidential:list_costs",
        options(
            option("--sku", default="", metavar="CODE", help="only this one"),
            option("--after", default="", metavar="CODE", help="go on after this code"),
        ),
    ),
    Command(
        ("costs", "set"),
        "set the cost price of a SKU",
        "confidential:set_cost",
        options(option("sku"), option("amount", help="like 12.50, or none to take it back")),
    ),
    Command(("plan", "show"), "the plan of a month and what is done of it", "confidential:show_plan", _MONTH),
    Command(
        ("plan", "set"),
        "plan a month; a figure that is left out has no plan",
        "confidential:set_month_plan",
        options(_MONTH, option("--orders", type=int), option("--revenue", metavar="AMOUNT")),
    ),
    Command(
        ("user", "wage"),
        "what is agreed with a person as monthly pay; with --amount it is written down",
        "confidential:wage",
        options(
            option("name"),
            option("--amount", metavar="AMOUNT", help="like 6500.00, or none to take it back"),
            option("--since", metavar="DAY", help="from when on, like 2026-11-01"),
        ),
        needs="person",
    ),
    Command(
        ("position", "hidden"),
        "what a position does not see and may not do, and why",
        "confidential:hidden",
        option("code"),
        needs="person",
    ),
)
