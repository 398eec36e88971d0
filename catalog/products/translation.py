from modeltranslation.translator import TranslationOptions, register

from catalog.products.models import Attribute, AttributeChoice, Category, Option, OptionValue, Product


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name", "slug", "intro")
    required_languages = {"en": ("name", "slug")}


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("name", "slug", "summary", "body")
    required_languages = {"en": ("name", "slug")}


@register([Attribute, AttributeChoice, Option, OptionValue])
class NameTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = {"en": ("name",)}
