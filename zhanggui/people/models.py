"""Staff: who may sign in, which positions they hold where, and their keys for the API."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Finds users by sign-in name, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Used by Django at sign-in."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who can sign in."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, default="")
    email = models.EmailField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="auto")
    density = models.CharField(max_length=10, default="compact")
    are_single_keys_on = models.BooleanField(default=True)
    is_sound_on = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = UserManager()

    @property
    def shown_name(self) -> str:
        """The name that others see."""
        return self.name or self.username


class PositionHolding(models.Model):
    """A position that a person holds, in one shop or (shop empty) in all of them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holdings")
    position = models.CharField(max_length=40)
    shop_id = models.BigIntegerField(null=True)
    warehouse_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "position", "shop_id"], name="holding_once", nulls_distinct=False)
        ]


class ApiToken(models.Model):
    """A key for the API; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
