"""Commands of routines and of the news that people get."""

from zhanggui.cli.grammar import Command, option, options

_RHYTHMS = ("daily", "weekly", "monthly", "quarterly", "after_event")
_CODE = option("code", help="as `routines list` writes it")
_TASK = option("task", type=int, help="its number, as `routines tasks` writes it")

COMMANDS = (
    Command(("routines", "list"), "list routines with their rules and when each is due next", "routines:list_routines"),
    Command(
        ("routines", "set"),
        "change a routine, or add one of the shop's own as `new`",
        "routines:set_routine",
        options(
            _CODE,
            option("--position", metavar="POSITION"),
            option("--title-zh", metavar="TEXT"),
            option("--title-en", metavar="TEXT"),
            option("--rhythm", choices=_RHYTHMS),
            option("--at", metavar="HH:MM", help="due at, in shop time"),
            option("--day", type=int, help="1 to 7 in the week, 1 to 31 in the month"),
            option("--month", type=int, help="1 to 3 in the quarter"),
            option("--lead-days", type=int, help="the task appears so many days before"),
            option("--day-off", choices=("move", "skip", "keep"), help="what happens on a day off"),
            option("--event", metavar="EVENT", help="what it follows"),
            option("--days-after", type=int, help="due so many days after the event"),
            option(
                "--point", dest="checklist", action="append", metavar="TEXT", help="a point of the checklist; repeat it"
            ),
            option(
                "--evidence",
                dest="needs_evidence",
                choices=("yes", "no"),
                metavar="EVIDENCE",
                help="yes or no: whether a file is needed",
            ),
            option("--switch", dest="is_on", choices=("on", "off"), metavar="SWITCH", help="on or off"),
        ),
    ),
    Command(("routines", "reset"), "a shipped routine as it is shipped again", "routines:ship_routine", _CODE),
    Command(("routines", "run"), "make the tasks that are due now, as the scheduler does each minute", "routines:run"),
    Command(
        ("routines", "tasks"),
        "list what routines made",
        "routines:list_tasks",
        option("--view", choices=("open", "done", "missed"), default="open"),
    ),
    Command(
        ("routines", "finish"),
        "finish a routine task; without --point every point is done",
        "routines:finish",
        options(
            _TASK,
            option("--point", action="append", type=int, metavar="N", help="a point that is done, counted from 1"),
            option("--text", default="", help="what was found, or why a point was left out"),
            option("--file", action="append", default=[], metavar="PATH", help="evidence"),
        ),
        needs="person",
    ),
    Command(
        ("notices", "list"),
        "list one's own notices, newest first",
        "notices:list_notices",
        option("--unread", action="store_true"),
        needs="person",
    ),
    Command(
        ("notices", "read"),
        "mark notices as read; without numbers all of them",
        "notices:mark_read",
        option("notice", type=int, nargs="*"),
        needs="person",
    ),
)
