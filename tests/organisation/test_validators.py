import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from organisation.validators import contrast_with_white, validate_brand_colour, validate_logo, validate_tolerance


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


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02"


def jpeg(width: int, height: int) -> bytes:
    started = b"\xff\xd8\xff\xe0" + (16).to_bytes(2) + b"JFIF" + bytes(10)
    return started + b"\xff\xc0" + (17).to_bytes(2) + b"\x08" + height.to_bytes(2) + width.to_bytes(2) + bytes(10)


@pytest.mark.parametrize("make", [png, jpeg])
def test_a_logo_of_50_megapixels_is_refused_by_its_header_alone(make):
    with pytest.raises(ValidationError, match="has 10,000 × 5,000 pixels, 50 million; at most 4 million"):
        validate_logo(ContentFile(make(10_000, 5_000), "logo.png"))
    validate_logo(ContentFile(make(600, 200), "logo.png"))


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8" + b"\xff\x00" * 9]
)
def test_a_logo_that_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError, match="is no PNG or JPEG"):
        validate_logo(ContentFile(content, "logo.png"))


def test_a_logo_of_many_megabytes_is_refused():
    with pytest.raises(ValidationError, match="has 3 MB; at most 2 MB"):
        validate_logo(ContentFile(png(10, 10) + bytes(3 * 1024 * 1024), "logo.png"))
