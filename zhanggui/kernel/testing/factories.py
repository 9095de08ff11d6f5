"""Building blocks for tests: actors with exactly the rights they need."""

from zhanggui.kernel.values import EVERY_SHOP, Actor, Origin, system_actor


def actor_with(
    *capabilities: str, shop_id: int = EVERY_SHOP, name: str = "tester", user_id: int | None = None
) -> Actor:
    """A person who may do exactly this, in one shop or in all."""
    grants = {capability: frozenset({shop_id}) for capability in capabilities}
    return Actor(user_id, name, "tester", Origin.WEB, grants)


SYSTEM = system_actor()
