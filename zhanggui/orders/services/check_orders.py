"""Checking orders: what passes may enter a batch, what does not is held with its reasons."""

from collections import Counter
from collections.abc import Sequence
from itertools import batched
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from zhanggui.inventory.services import release_for_orders, reserve_for_orders, ship_for_orders
from zhanggui.inventory.values import Demand
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.locks import CHECK_LOCK
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.events import OrdersChecked
