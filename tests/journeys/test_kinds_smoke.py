from tests.journeys.server import demo, visit
def test_x(visit):
    page = visit("/en/")
    print(page.title())
