"""News for one person: what, from whom, through which channel, when (TSK-12)."""

from django.db import models


class Notice(models.Model):
    """One piece of news. It stands on the desk at once; `mailed_at` says when it went out by e-mail too."""

    user_id = models.BigIntegerField()
    shop_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    sender_id = models.BigIntegerField(null=True)
    sender_name = models.CharField(max_length=80, default="")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "-id"], name="notice_newest"),
            models.Index(fields=["user_id", "-id"], condition=models.Q(read_at=None), name="notice_unread"),
        ]
