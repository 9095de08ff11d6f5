"""The table of commands, one file an area."""

from zhanggui.cli.commands import (
    checking,
    couriers,
    difficult,
    exceptions,
    files,
    home,
    instructions,
    orders,
    outbound,
    parcels,
    people,
    places,
    promises,
    shops,
    shortage,
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
    *shortage.COMMANDS,
    *exceptions.COMMANDS,
    *places.COMMANDS,
    *outbound.COMMANDS,
    *warehouse.COMMANDS,
    *couriers.COMMANDS,
)
