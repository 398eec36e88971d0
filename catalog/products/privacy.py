"""The catalogue is not about people."""

from portal.core import privacy

privacy.not_personal("products.Product", staff=["locked_by"])
privacy.not_personal(*(f"products.{name}" for name in (
    "Category", "Attribute", "AttributeChoice", "Option", "OptionValue", "Product_topics", "ProductAttribute", "Variant_values",
    "Variant", "PriceList", "Price", "ProductMedia", "ProductLink",
)))  # fmt: skip
