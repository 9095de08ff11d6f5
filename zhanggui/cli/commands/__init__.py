"""The table of commands, one file an area."""

from zhanggui.cli.commands import (
    checking,
    couriers,
    difficult,
    erasing,
    files,
    home,
    instructions,
    orders,
    outbound,
    parcels,
    people,
    promises,
    shops,
    warehouse,
)

COMMANDS = (
    *home.COMMANDS,
    *shops.COMMANDS,
    *people.COMMANDS,
    *files.COMMANDS,
    *orders.COMMANDS,
    *checking.COMMANDS,
    *parcels.COMMANDS,
    *promises.COMMANDS,
    *instructions.COMMANDS,
    *difficult.COMMANDS,
    *erasing.COMMANDS,
    *outbound.COMMANDS,
    *warehouse.COMMANDS,
    *couriers.COMMANDS,
)
