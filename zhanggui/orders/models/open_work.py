"""Where paid orders stand, kept as changes so that counting them reads a few rows."""

from django.db import models


class OpenWorkChange(models.Model):
    """Orders that came to a stand of open work (positive) or left it (negative); the sum is what stands there.

    Only the triggers on orders write here, one row a stand and statement, so that nobody waits for
    anybody's counter; `fold_open_work` makes few rows of many.
    """

    shop_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    step = models.CharField(max_length=10)
    is_held = models.BooleanField()
    orders = models.BigIntegerField()
