"""The command that erases buyers."""

from zhanggui.cli.grammar import Command, option, options

COMMANDS = (
    Command(
        ("order", "erase"),
        "erase what a finished order knows of its buyer, for good",
        "erasing:erase",
        options(option("number"), option("--reason", required=True, help="who asked for it and why")),
    ),
)
