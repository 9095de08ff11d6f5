"""What several tests of fulfilment are handed."""

from pathlib import Path
from typing import Any

import pytest

from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.testing.factories import SYSTEM


@pytest.fixture
def bring(tmp_path: Path) -> Any:
    """Write rows as a file and import them; the JSON of the command."""

    def run(shop_id: int, header: str, *rows: str, **options: Any) -> dict[str, Any]:
        path = tmp_path / "file.csv"
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        return import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path], **options))

    return run
