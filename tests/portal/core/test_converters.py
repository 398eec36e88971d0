"""What an address may say: a slug in any script, and only a number that a row can have."""

import pytest
from django.test import Client

from portal.core.converters import LARGEST, RowNumber

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 7, LARGEST])
def test_a_number_of_a_row_comes_out_as_it_went_in(number: int) -> None:
    row = RowNumber()
    assert row.to_python(row.to_url(number)) == number


@pytest.mark.parametrize("text", [str(LARGEST + 1), "9" * 19, "9" * 20, "9" * 5_000])
def test_a_number_that_no_row_can_have_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="9"):
        RowNumber().to_python(text)


@pytest.mark.parametrize(
    "address", ["/en/why/banner/{}/", "/en/help/feedback/article/{}/thanks/", "/desk/customers/{}/", "/desk/segments/{}/"]
)
@pytest.mark.parametrize("number", [LARGEST, LARGEST + 1, 10**40])
def test_an_address_with_such_a_number_leads_nowhere_and_asks_the_database_nothing_it_cannot_answer(
    client: Client, django_user_model, address: str, number: int
) -> None:
    answer = client.get(address.format(number))
    assert answer.status_code in {302, 404}
