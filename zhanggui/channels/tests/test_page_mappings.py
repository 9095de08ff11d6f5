"""Pages of column mappings: list, one, installing, making one from a sample."""

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhanggui.channels.models import Mapping
from zhanggui.channels.queries import mapping_source
from zhanggui.channels.tests.pages import client_of, open_shop, send, work
from zhanggui.kernel.imports.models import ImportState
from zhanggui.orders.models import Order
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
SAMPLE = (
    "单号,状态,收货人,手机,地址,商品,件数,实付金额,下单时间\n"
    "A1,待发货,张三,13800000000,浙江省杭州市西湖区文三路1号,枕头,1,12.00,2026-11-20 10:00:00\n"
    "A2,已发货,李四,13900000000,江苏省南京市玄武区中山路1号,被子,2,99.00,2026-11-20 11:00:00\n"
)


@pytest.fixture
def shop() -> ShopCard:
    return open_shop()


@pytest.fixture
def manager(shop: ShopCard) -> Client:
    return client_of("shop_manager", shop)


def sample() -> SimpleUploadedFile:
    return SimpleUploadedFile("store.csv", SAMPLE.encode())


def editor_values(client: Client) -> dict[str, str]:
    """What the editor proposes for the sample."""
    form = client.post(reverse("channels:new_mapping"), {"file": sample()}).context["form"]
    values = {name: form[name].value() for name in form.fields}
    page = client.post(reverse("channels:new_mapping"), {"file": sample()})
    return {name: value for name, value in values.items() if value} | {"columns": page.context["signed"]}


def test_shipped_mapping_is_listed_shown_and_exported(manager: Client, shop: ShopCard) -> None:
    assert "olist" in manager.get(reverse("channels:mappings")).content.decode()
    page = manager.get(reverse("channels:mapping", args=[shop.code, "olist"]))
    assert "order_purchase_timestamp" in page.content.decode()
    exported = manager.get(reverse("channels:export_mapping", args=[shop.code, "olist"]))
    assert exported.content.decode() == mapping_source(shop.id, "olist")
    for page in ("mapping", "export_mapping"):
        assert manager.get(reverse(f"channels:{page}", args=[shop.code, "nothing"])).status_code == 404


def test_mapping_is_installed_from_text_and_from_a_file(manager: Client, shop: ShopCard) -> None:
    text = mapping_source(shop.id, "olist").replace("name: olist", "name: mine")
    address = reverse("channels:install_mapping")

    assert manager.post(address, {"shop": shop.code, "text": text}).status_code == 302
    file = SimpleUploadedFile("mine.yaml", (text + "# changed\n").encode())
    assert manager.post(address, {"shop": shop.code, "file": file}).status_code == 302

    row = Mapping.objects.get()
    assert (row.name, row.shop_id, row.version) == ("mine", shop.id, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "YAML", id="nothing"),
        pytest.param("name: [", "", id="no yaml"),
        pytest.param("name: mine\ncurrency: CNY\ntimezone: Mars\n", "timezone", id="path of the fault"),
    ],
)
def test_wrong_mapping_is_refused_with_its_place(manager: Client, shop: ShopCard, text: str, words: str) -> None:
    answer = manager.post(reverse("channels:install_mapping"), {"shop": shop.code, "text": text})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Mapping.objects.count() == 0


def test_file_that_is_no_text_is_refused(manager: Client, shop: ShopCard) -> None:
    file = SimpleUploadedFile("mine.yaml", b"\xff\xfe\x00\x80")

    assert manager.post(reverse("channels:install_mapping"), {"shop": shop.code, "file": file}).status_code == 422


def test_editor_guesses_columns_and_saves_a_mapping_that_imports(manager: Client, shop: ShopCard) -> None:
    values = editor_values(manager) | {"name": "store"}
    assert (values["order_number"], values["order_mobile"], values["state_1"]) == ("单号", "手机", "shipped")

    answer = manager.post(reverse("channels:new_mapping"), values)

    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.headers["Location"] == reverse("channels:mapping", args=[shop.code, "store"])
    written = yaml.safe_load(Mapping.objects.get().source)
    assert written["orders"]["fields"]["state"]["map"] == {"待发货": "paid", "已发货": "shipped"}
    send(manager, shop, [sample()], is_dry_run=False, mapping="store")
    batch = work()
    assert (batch.state, batch.imported_count) == (ImportState.DONE, 2)
    assert dict(Order.objects.values_list("number", "state")) == {"A1": "paid", "A2": "shipped"}


def test_editor_shows_values_of_another_status_column(manager: Client) -> None:
    values = editor_values(manager) | {"order_status_text": "商品", "look": "1"}

    answer = manager.post(reverse("channels:new_mapping"), values)

    assert answer.status_code == 200
    assert [field.label for field in answer.context["state_fields"]][:2] == ["枕头", "被子"]


def test_editor_refuses_what_cannot_be_a_mapping(manager: Client) -> None:
    address = reverse("channels:new_mapping")
    values = editor_values(manager) | {"name": "store"}

    assert manager.post(address, {**values, "order_number": "", "line_number": ""}).status_code == 422
    assert manager.post(address, {**values, "name": "with blanks"}).status_code == 422
    assert manager.post(address, {**values, "order_number": "no such column"}).status_code == 422
    assert manager.post(address, {**values, "timezone": "Mars"}).status_code == 422
    assert manager.post(address, {**values, "columns": "forged"}).status_code == 422
    assert manager.post(address, {"file": SimpleUploadedFile("x.png", b"\x89PNG")}).status_code == 422
    assert manager.post(address, {}).status_code == 422
    assert Mapping.objects.count() == 0


def test_clerk_sees_mappings_and_may_not_change_them(shop: ShopCard) -> None:
    clerk = client_of("order_clerk", shop)

    assert clerk.get(reverse("channels:mappings")).status_code == 200
    assert clerk.get(reverse("channels:mapping", args=[shop.code, "olist"])).status_code == 200
    for page in ("install_mapping", "new_mapping"):
        assert clerk.get(reverse(f"channels:{page}")).status_code == 403
    stranger = client_of("shop_manager", open_shop("other"))
    assert stranger.get(reverse("channels:mapping", args=[shop.code, "olist"])).status_code == 403
