"""Numbers that law or the house sets, where they differ from what is shipped."""

from django.db import models


class RuleValue(models.Model):
    """One value that a shop, or (shop empty) the whole installation, changed."""

    shop_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=60)
    value = models.IntegerField()
    reason = models.CharField(max_length=300, default="")
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "shop_id"], name="rule_value_once", nulls_distinct=False)
        ]
