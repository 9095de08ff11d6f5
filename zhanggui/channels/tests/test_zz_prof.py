import cProfile, pstats, time
from pathlib import Path
import pytest
from zhanggui.channels.tests.import_files import make_shop, run, counters
pytestmark = pytest.mark.django_db
def test_x():
    shop = make_shop('olist',currency="BRL", timezone="America/Sao_Paulo")
    folder=Path('/work/shared/data/olist')
    files = [folder / f"olist_{name}_dataset.csv.gz" for name in ("orders", "order_items", "customers", "order_payments")]
    for i in range(2):
        p=cProfile.Profile(); p.enable(); t=time.time()
        r=run(shop, files, mapping="olist")
        p.disable(); print(i, time.time()-t, counters(r))
        pstats.Stats(p).sort_stats('cumtime').print_stats(45)
