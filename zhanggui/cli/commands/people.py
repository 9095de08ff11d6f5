"""Commands of positions, duties and the tasks that people give each other."""

from zhanggui.cli.grammar import Command, option, options

_TASK = option("task", type=int, help="its number")
_WORDS = option("--text", default="", help="what is said with it")

COMMANDS = (
    Command(
        ("tasks", "give"),
        "give somebody a task",
        "tasks:give",
        options(
            option("title"),
            option("--to", required=True, metavar="USER"),
            option("--due", required=True, metavar="TIME", help="like 2026-11-21T17:00, in shop time"),
            option("--expected", default="", help="the result that is expected"),
            option("--priority", choices=("urgent", "normal", "low"), default="normal"),
            option("--file", action="append", default=[], metavar="PATH", help="a file to go with it"),
        ),
    ),
    Command(
        ("tasks", "done"),
        "report a task as done",
        "tasks:done",
        options(_TASK, _WORDS, option("--file", action="append", default=[], metavar="PATH")),
        needs="person",
    ),
    Command(("tasks", "accept"), "accept what was reported", "tasks:accept", options(_TASK, _WORDS), needs="person"),
    Command(
        ("tasks", "return"),
        "send a reported task back with words",
        "tasks:send_back",
        options(_TASK, _WORDS),
        needs="person",
    ),
    Command(("tasks", "cancel"), "take a task back", "tasks:cancel", options(_TASK, _WORDS), needs="person"),
    Command(
        ("tasks", "list"),
        "list given tasks",
        "tasks:list_tasks",
        option("--view", choices=("mine", "given", "all", "closed"), default="mine"),
    ),
    Command(
        ("position", "give"),
        "give a person a position: everywhere, or with --shop there only",
        "people:give_position",
        options(
            option("name"),
            option("position"),
            option("--warehouse", metavar="CODE", help="in this warehouse of the shop only"),
            option("--brand", default="", help="for the products of this brand of the shop only"),
            option("--take", action="store_true", help="take it away instead"),
        ),
    ),
    Command(("position", "list"), "list positions and what they include", "people:list_positions", needs="person"),
    Command(
        ("position", "change"),
        "change what a position includes, or switch it on or off",
        "people:change_rights",
        options(
            option("code"),
            option("--add", action="append", default=[], metavar="RIGHT"),
            option("--take", action="append", default=[], metavar="RIGHT"),
            option("--switch", choices=("on", "off")),
            option("--superior", metavar="POSITION", help="the position above it; missed routines go there"),
            option("--reason", default=""),
        ),
        needs="person",
    ),
    Command(("values", "list"), "list legal values and timers with their sources", "rulebook:list_values"),
    Command(
        ("values", "set"),
        "change a legal value or timer",
        "rulebook:set_value",
        options(option("code"), option("value", type=int), option("--reason", required=True)),
    ),
    Command(
        ("clocks",),
        "list running deadlines, the most urgent first",
        "rulebook:list_clocks",
        option("--state", choices=("late", "risk", "on_time"), default=""),
    ),
    Command(("duties",), "show one's own duties and how they stand", "people:show_duties"),
)
