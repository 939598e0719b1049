"""What may be written nowhere is held for a moment, and taken out once."""

from harvestbot.operations.vault import Vault


def test_what_is_held_is_taken_out_once_and_in_time() -> None:
    """Neither a second taker nor a late one gets anything, and nothing stays for ever."""
    clock = [0.0]
    vault = Vault(lambda: clock[0])
    vault.put("one", {"password": "hush"}, 60)
    vault.put("two", {"password": "hush"}, 10)
    assert vault.take("one") == {"password": "hush"}
    assert vault.take("one") is None
    assert vault.take("never") is None
    clock[0] = 10.0
    assert vault.take("two") is None
    vault.put("three", {}, 1)
    clock[0] = 12.0
    vault.put("four", {}, 1)
    assert len(vault) == 1


def test_no_representation_says_what_is_held() -> None:
    """Representations end up in logs."""
    vault = Vault(lambda: 0.0)
    vault.put("one", {"password": "hush"}, 60)
    assert repr(vault) == "Vault(1 held)"
