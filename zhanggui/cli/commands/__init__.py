"""The table of commands, one file an area."""

from zhanggui.cli.commands import files, home, orders, outbound, shops

COMMANDS = (*home.COMMANDS, *shops.COMMANDS, *files.COMMANDS, *orders.COMMANDS, *outbound.COMMANDS)
