"""Commands of the installation: running it, its demo shop, backups, the audit."""

from zhanggui.cli.grammar import Command, option, options

COMMANDS = (
    Command(("init",), "make the home and its database", "home:init", needs="home"),
    Command(("serve",), "run everything until Ctrl-C", "home:serve", needs="nothing"),
    Command(("doctor",), "check that everything works", "home:doctor", needs="home"),
    Command(("demo", "load"), "load the demo shop", "demo:load"),
    Command(("demo", "remove"), "remove the demo shop", "demo:remove"),
    Command(
        ("demo", "accounts"),
        "show the demo accounts",
        "demo:accounts",
        option("--bind", default="127.0.0.1"),
        needs="home",
    ),
    Command(
        ("demo", "files"),
        "write an order and an item file to try an import with",
        "demo:files",
        options(
            option("--out", required=True, metavar="DIR", help="the folder to write to"),
            option("--orders", type=int, default=20, metavar="N"),
        ),
        needs="home",
    ),
    Command(("audit", "verify"), "prove that the timeline was not altered", "home:verify_audit"),
    Command(
        ("backup",), "write a backup", "home:backup", option("--out", required=True, metavar="DIR"), needs="person"
    ),
    Command(
        ("restore",),
        "restore a backup into an empty home",
        "home:restore",
        options(option("file"), option("--into", required=True, metavar="EMPTY_HOME")),
        needs="nothing",
    ),
)
