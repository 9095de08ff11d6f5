"""The table of commands, one file an area."""

from zhanggui.cli.commands import (
    checking,
    couriers,
    difficult,
    files,
    home,
    instructions,
    orders,
    outbound,
    parcels,
    people,
    promises,
    routines,
    shops,
    warehouse,
)

COMMANDS = (
    *home.COMMANDS,
    *shops.COMMANDS,
    *people.COMMANDS,
    *routines.COMMANDS,
    *files.COMMANDS,
    *orders.COMMANDS,
    *checking.COMMANDS,
    *parcels.COMMANDS,
    *promises.COMMANDS,
    *instructions.COMMANDS,
    *difficult.COMMANDS,
    *outbound.COMMANDS,
    *warehouse.COMMANDS,
    *couriers.COMMANDS,
)
