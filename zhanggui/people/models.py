"""Staff: who may sign in, which positions they hold where, their keys, and the tasks they give each other."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from zhanggui.people.values import TaskPriority, TaskState


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
    list_columns = models.JSONField(default=dict)
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
    """A position that a person holds, in one shop or (shop empty) in all of them, or in one warehouse of a shop."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holdings")
    position = models.CharField(max_length=40)
    shop_id = models.BigIntegerField(null=True)
    warehouse_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "position", "shop_id", "warehouse_id"], name="holding_place_once", nulls_distinct=False
            )
        ]


class ApiToken(models.Model):
    """A key for the API; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class PositionSetting(models.Model):
    """What the owner changed about a position template, or a position of the shop's own. Empty: as shipped."""

    code = models.CharField(max_length=40, unique=True)
    is_own = models.BooleanField(default=False)
    is_on = models.BooleanField(null=True)
    needs_second_factor = models.BooleanField(null=True)
    capabilities = models.JSONField(null=True)
    label_en = models.CharField(max_length=60, default="")
    label_zh = models.CharField(max_length=60, default="")
    shop_id = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()


class StepSetting(models.Model):
    """Which position answers for a step of the order process, where it is not the proposed one (ORG-08)."""

    step = models.CharField(max_length=20, unique=True)
    position = models.CharField(max_length=40)
    changed_at = models.DateTimeField()


class SecrecyNote(models.Model):
    """A signature below the secrecy note, with the words that were signed (SEC-05). Never changed."""

    user_id = models.BigIntegerField()
    signed_name = models.CharField(max_length=60)
    text = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "-signed_at"], name="secrecy_note_user")]


class Wage(models.Model):
    """A person's agreed monthly pay from a day on; the newest row counts, the others are its history (SEC-05).

    Apart from account and timeline, so that nothing shows it by accident; it goes with the account.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wages")
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    since = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount=None) | models.Q(amount__gte=0), name="wage_not_negative")
        ]
        indexes = [models.Index(fields=["user", "-id"], name="wage_newest")]


class GivenTask(models.Model):
    """Work that one person gave another by hand: what, until when, what is expected, what came of it (ORG-10)."""

    shop_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    expected = models.TextField(default="")
    priority = models.PositiveSmallIntegerField(choices=TaskPriority, default=TaskPriority.NORMAL)
    giver_id = models.BigIntegerField()
    giver_name = models.CharField(max_length=80)
    owner_id = models.BigIntegerField()
    owner_name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.GIVEN)
    given_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=TaskState.values), name="given_task_state"),
            models.CheckConstraint(condition=models.Q(priority__in=TaskPriority.values), name="given_task_priority"),
        ]
        indexes = [
            models.Index(fields=["owner_id", "-id"], name="given_task_owner"),
            models.Index(fields=["giver_id", "-id"], name="given_task_giver"),
            models.Index(
                fields=["shop_id", "due_at", "id"], condition=models.Q(closed_at=None), name="given_task_open"
            ),
        ]


class TaskWord(models.Model):
    """One step of a given task in the words of who took it; may name people, so it stands outside the timeline."""

    task = models.ForeignKey(GivenTask, on_delete=models.CASCADE, related_name="words")
    verb = models.CharField(max_length=10)
    text = models.TextField(default="")
    actor_name = models.CharField(max_length=80)
    position = models.CharField(max_length=60, default="")
    at = models.DateTimeField()


class TaskFile(models.Model):
    """A file that goes with a given task."""

    task = models.ForeignKey(GivenTask, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
