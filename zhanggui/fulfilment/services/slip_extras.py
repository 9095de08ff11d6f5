"""What a slip says beside the goods: accessories, inserts, packaging (PRD-28, FUL-11, FUL-12)."""

from functools import cached_property

from zhanggui.catalog.queries import accessories_of, packing_specs, parcel_inserts, shop_spec, sku_cards
from zhanggui.catalog.values import AccessoryCard, SpecCard
from zhanggui.fulfilment.models import Batch, ParcelLine
from zhanggui.fulfilment.papers.words import paper_words

_BETWEEN = "，"


class SlipExtras:
    """Accessories and packaging of all goods of a batch, read once: ten thousand slips ask no more."""

    def __init__(self, batch: Batch, language: str) -> None:
        self._batch = batch
        self._neutral = paper_words(language)["neutral_wrap"]

    @cached_property
    def _products(self) -> dict[int, int]:
        lines = ParcelLine.objects.filter(parcel__batch_id=self._batch.pk).exclude(sku_id=None)
        skus = [sku_id for sku_id in lines.values_list("sku_id", flat=True).distinct() if sku_id]
        return {sku_id: card.product_id for sku_id, card in sku_cards(skus).items()}

    @cached_property
    def _accessories(self) -> dict[int, list[AccessoryCard]]:
        return accessories_of(set(self._products.values()))

    @cached_property
    def _specs(self) -> dict[int, SpecCard]:
        return packing_specs(self._batch.shop_id, set(self._products.values()))

    @cached_property
    def _shop_spec(self) -> SpecCard:
        return shop_spec(self._batch.shop_id)

    @cached_property
    def _inserts(self) -> list[str]:
        return [card.name for card in parcel_inserts(self._batch.shop_id)]

    def extras(self, lines: tuple[ParcelLine, ...]) -> str:
        """`火柴 ×4，店铺卡`: accessories with their pieces, then what lies in every parcel."""
        pieces: dict[int, int] = {}
        for line in lines:
            product = self._products.get(line.sku_id or 0)
            if product is not None:
                pieces[product] = pieces.get(product, 0) + line.quantity
        names = [
            f"{card.name} ×{card.quantity * count}"
            for product, count in pieces.items()
            for card in self._accessories.get(product, [])
        ]
        return _BETWEEN.join([*names, *self._inserts])

    def packing(self, lines: tuple[ParcelLine, ...]) -> str:
        """How the goods are packed, each way once; nothing of it depends on the customer."""
        products = [self._products[line.sku_id] for line in lines if line.sku_id in self._products]
        specs = [self._specs[product] for product in dict.fromkeys(products)] or [self._shop_spec]
        return "；".join(dict.fromkeys(words for words in map(self._words, specs) if words))

    def _words(self, spec: SpecCard) -> str:
        parts = (spec.box, spec.filler, spec.card, self._neutral if spec.is_neutral else "", spec.note)
        return _BETWEEN.join(part for part in parts if part)
