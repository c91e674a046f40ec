import pytest
from django.core.exceptions import ValidationError

from organisation.validators import contrast_with_white, validate_brand_colour, validate_tolerance


@pytest.mark.parametrize("text", ["10%", "0.5", "2.5 %", "0", "0%"])
def test_a_tolerance_is_a_share_of_the_target_or_an_amount(text):
    validate_tolerance(text)


@pytest.mark.parametrize("text", ["ten", "-1", "%", "", "10%%"])
def test_another_tolerance_is_refused(text):
    with pytest.raises(ValidationError, match="is not a tolerance"):
        validate_tolerance(text)


def test_contrast_is_that_of_the_standard():
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.01)


def test_a_brand_colour_that_cannot_be_read_is_refused_with_its_ratio():
    with pytest.raises(ValidationError, match=r"has a contrast of 1\.3 to 1; people need 4\.5 to 1"):
        validate_brand_colour("#ffdd00")


def test_what_is_no_colour_is_refused():
    with pytest.raises(ValidationError, match="is not a colour"):
        validate_brand_colour("blue")
