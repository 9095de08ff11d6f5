"""Running numbers per shop, series and period, without gaps inside a transaction."""

from django.db import connection, models


class NumberSeries(models.Model):
    """The last number given out."""

    shop_id = models.BigIntegerField()
    series = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    last = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "series", "period"], name="number_series_key")]


def take_numbers(shop_id: int, series: str, period: str, count: int = 1) -> range:
    """Reserve `count` consecutive numbers; the row lock lasts until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_numberseries (shop_id, series, period, last) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (shop_id, series, period) DO UPDATE SET last = kernel_numberseries.last + EXCLUDED.last"
            " RETURNING last",
            [shop_id, series, period, count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)
