"""The house stands: settings load and the home page answers in every language."""

import pytest
from django.conf import settings


@pytest.mark.django_db
@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_home_answers_in_every_language_with_its_direction(client, code):
    response = client.get(f"/{code}/")
    assert response.status_code == 200
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}"' in response.content.decode()
