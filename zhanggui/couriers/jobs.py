"""What couriers do by the clock: remind of contracts that end."""

from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.services import remind_of_contract
from zhanggui.couriers.services.contracts import REMIND_JOB
from zhanggui.kernel.jobs.queue import job


@job(REMIND_JOB, label=_("Remind of a courier's contract"))
def remind_contract(contract_id: int) -> None:
    """Safe to run again: one open task a contract."""
    remind_of_contract(contract_id)
