"""How products are found."""

from django.db.models import QuerySet
from haystack import indexes

from catalog.products.models import Product
from portal.core.translation_state import text_and_language
from portal.search.indexing import Document, PortalIndex, plain


class ProductIndex(PortalIndex, indexes.Indexable):
    """Published products, by name, article numbers, category and text; in the default language's text where one is missing."""

    model = Product
    document_kind = "product"
    follows = {
        "products.Variant": lambda row: [row.product_id],
        "products.Category": lambda row: list(Product.objects.filter(category=row).values_list("pk", flat=True)),
    }

    def rows(self, language: str) -> QuerySet:
        return Product.objects.filter(live=True).select_related("category").prefetch_related("variants")

    def document(self, row: Product, language: str) -> Document:
        numbers = [number for variant in row.variants.all() for number in (variant.sku, variant.gtin) if number]
        return Document(
            title=text_and_language(row, "name", language)[0],
            body=plain(text_and_language(row, "body", language)[0]),
            summary=text_and_language(row, "summary", language)[0],
            keywords=[text_and_language(row.category, "name", language)[0], row.brand, row.code, *numbers],
            url=row.get_absolute_url(),
            code=f"product:{row.code}",
        )
