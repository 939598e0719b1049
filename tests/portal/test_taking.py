"""The bytes of an answer, taken in piece by piece."""

from hypothesis import given
from hypothesis import strategies as st

from harvestbot.portal.taking import LONG, Intake
from harvestbot.portal.wire import read_list


@given(st.lists(st.integers(0, LONG // 3), max_size=9), st.sampled_from([1000, LONG, 2 * LONG]))
def test_what_comes_in_pieces_is_one_body(lengths: list[int], largest: int) -> None:
    """However long it is; what is too much is refused, and what came before it stays."""
    intake, expected = Intake(largest), b""
    for number, length in enumerate(lengths):
        piece = bytes([number]) * length
        fits = intake.add(piece)
        assert fits == (len(expected) + length <= largest)
        if not fits:
            break
        expected += piece
    else:
        assert bytes(intake.body) == expected


def test_a_long_list_is_read_as_it_came() -> None:
    """Its documents are not copied, and stay whole as long as anybody has one."""
    document = b'{"a":"' + b"x" * 1000 + b'"}'
    intake = Intake(2 * LONG)
    for piece in (b"[", *[document + b","] * 500, document, b"]"):
        assert intake.add(piece)
    found = read_list(intake.body)
    del intake
    assert len(found) == 501
    assert set(map(bytes, found)) == {document}
