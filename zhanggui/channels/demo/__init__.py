"""The demo shop: composed by us, brought in through the same doors as a real shop's files."""

from zhanggui.channels.demo.files import write_demo_files
from zhanggui.channels.demo.load import demo_accounts, load_demo, remove_demo

__all__ = ["demo_accounts", "load_demo", "remove_demo", "write_demo_files"]
