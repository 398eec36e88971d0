"""What the addresses of the catalogue need."""

from tests.factories import products as make


def objects() -> dict:
    shelf = make.category("machines", slug_de="maschinen")
    return {"shelf": shelf, "product": make.product("finch", shelf=shelf, price="10"), "hidden": make.product("hidden", shelf=shelf, live=False)}


def more(objects: dict, who) -> None:
    """Another product on the shelf."""
    make.product(shelf=objects["shelf"], price="12")
