"""The pictures of the README: taken from the running page by `pytest tests/browser/test_pictures.py --pictures`."""

from pathlib import Path

import pytest
from playwright.async_api import ViewportSize
from support.pages import Screen, Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]
SIZE: ViewportSize = {"width": 1280, "height": 680}
SHARP = 1.5
"""Pixels of the picture for one of the page."""


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where pictures go: to the README's only where that is asked for."""
    return ROOT / ".github" if request.config.getoption("--pictures", default=False) else tmp_path


async def picture(screen: Screen, path: Path) -> None:
    """Take a picture."""
    await screen.page.mouse.move(0, 0)
    await screen.page.screenshot(path=path, animations="disabled", caret="hide")
    assert is_shown(path)


def is_shown(path: Path) -> bool:
    """Whether a picture was taken, and the README shows one of this name."""
    taken = path.read_bytes().startswith(b"\x89PNG")
    kept = (ROOT / ".github" / path.name).is_file()
    return taken and kept and f"(.github/{path.name})" in (ROOT / "README.md").read_text(encoding="utf-8")


async def test_the_picture_of_a_status_card(demo: Theatre, folder: Path) -> None:
    """What the team sees when somebody asks how a harvester is doing."""
    screen = await demo.open(viewport=SIZE, device_scale_factor=SHARP)
    await screen.types("The budget figures on the portal are three days old, does anybody know more?")
    await screen.types("/harvester status my-harvester")
    await screen.sees("120 attached")
    await picture(screen, folder / "status-card.png")


async def test_the_picture_of_a_deletion_being_confirmed(demo: Theatre, folder: Path) -> None:
    """What an admin sees before datasets are deleted for good."""
    screen = await demo.open(viewport=SIZE, device_scale_factor=SHARP)
    await screen.types("/harvester delete air-quality")
    await screen.button("Delete with 102 datasets", await screen.sees("Delete Air quality?")).click()
    form = screen.page.get_by_role("dialog")
    await form.get_by_label("Type the id of the harvester").fill("air-quality")
    await picture(screen, folder / "deletion.png")
